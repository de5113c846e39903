#include "engine/dups/find.hpp"

#include <algorithm>
#include <numeric>
#include <optional>
#include <tuple>
#include <utility>

#include "engine/dups/same_bytes.hpp"
#include "engine/files/directory_source.hpp"
#include "engine/io/file_hash.hpp"
#include "kernels/hash/perceptual_hash.hpp"

namespace tbbimg::dups {
namespace {

using PlaceGroups = std::vector<std::vector<std::size_t>>;

// Beside a SizedFile; each is written by one thread at a time.
struct Look {
  enum class Kind : std::uint8_t { unknown, picture, other, failed };
  Kind kind = Kind::unknown;
  Size size;
  std::string_view format;
  std::optional<Print> print;
  std::optional<Error> error;

  void note(const ImageInfo& info) {
    size = info.upright_size();
    format = info.format;
  }
  void note(const Result<bool>& loaded) {
    if (!loaded) error = loaded.error();
    kind = !loaded ? Kind::failed : *loaded ? Kind::picture : Kind::other;
  }
};

class Search {
 public:
  Search(const FindOptions& options, Loader& loader, Progress& progress)
      : options_(options), loader_(loader), progress_(progress) {}

  Result<Findings> run() {
    TBBIMG_RETURN_IF_ERROR(list());
    PlaceGroups exact;
    if (options_.exact) exact = exact_groups();
    TBBIMG_RETURN_IF_ERROR(check_stop());
    std::vector<bool> is_copy(files_.size());
    for (const auto& group : exact) {
      for (std::size_t i = 1; i < group.size(); ++i) is_copy[group[i]] = true;
    }
    if (options_.near) make_prints(is_copy);
    TBBIMG_RETURN_IF_ERROR(check_stop());
    for (const auto& group : exact) {
      for (const std::size_t copy : group) share(looks_[group.front()], looks_[copy]);
    }
    const PlaceGroups near = options_.near ? near_groups(is_copy) : PlaceGroups();
    add_groups(exact, near);
    account();
    return std::move(findings_);
  }

 private:
  [[nodiscard]] Status check_stop() const {
    if (!options_.stop.stop_requested()) return {};
    return fail(ErrorCode::cancelled, "the search was stopped");
  }
  Status list();
  void look_at_bytes(std::size_t place, std::optional<std::uint64_t>& hash);
  [[nodiscard]] PlaceGroups exact_groups();
  void make_prints(const std::vector<bool>& is_copy);
  [[nodiscard]] PlaceGroups near_groups(const std::vector<bool>& is_copy) const;
  void add_groups(const PlaceGroups& exact, const PlaceGroups& near);
  void account();
  [[nodiscard]] std::pair<int, int> distances(std::size_t place, std::size_t best) const;
  [[nodiscard]] int distance_that_counts(std::size_t place, std::size_t best) const;
  void add_group(const std::vector<std::size_t>& places, const PlaceGroups& exact,
                 const std::vector<std::size_t>& exact_of);

  static void share(const Look& from, Look& to) {
    to.size = from.size;
    to.format = from.format;
    to.print = from.print;
  }

  const FindOptions& options_;
  Loader& loader_;
  Progress& progress_;
  std::vector<SizedFile> files_;  ///< by their paths
  std::vector<Look> looks_;       ///< of files_
  Findings findings_;
};

Status Search::list() {
  DirectorySourceOptions from;
  from.roots = options_.roots;
  from.selection = options_.selection;
  TBBIMG_ASSIGN_OR_RETURN(const auto source, DirectorySource::open(std::move(from)));
  for (;;) {
    TBBIMG_RETURN_IF_ERROR(check_stop());
    auto next = source->next();
    if (!next) return fail(std::move(next).error());
    if (!*next) break;
    SourceItem& item = **next;
    ++progress_.files;
    if (item.failure) {
      findings_.errors.push_back(*std::move(item.failure));
    } else if (item.skip) {
      ++findings_.other_files;
    } else {
      files_.push_back({std::move(item.path), item.bytes});
    }
  }
  std::sort(files_.begin(), files_.end(), [](const SizedFile& a, const SizedFile& b) { return a.path < b.path; });
  const std::vector<std::size_t> first = first_names(files_);
  std::size_t kept = 0;
  for (std::size_t i = 0; i < files_.size(); ++i) {
    if (first[i] != i) continue;
    if (kept != i) files_[kept] = std::move(files_[i]);
    ++kept;
  }
  findings_.same_files = files_.size() - kept;
  files_.resize(kept);
  looks_.resize(kept);
  return {};
}

void Search::look_at_bytes(std::size_t place, std::optional<std::uint64_t>& hash) {
  Look& look = looks_[place];
  look.note(loader_.with_file(files_[place].path, files_[place].bytes,
                              [&](std::span<const std::uint8_t> file, const Decoder& decoder) -> Status {
                                hash = file_hash(file);
                                // What is wrong with a header is told when the picture is decoded.
                                if (const auto info = decoder.probe(file)) look.note(*info);
                                return {};
                              }));
  ++progress_.compared;
}

PlaceGroups Search::exact_groups() {
  const auto hash_of = [this](std::size_t place) {
    std::optional<std::uint64_t> hash;
    if (!options_.stop.stop_requested()) look_at_bytes(place, hash);
    return hash;
  };
  return same_bytes(files_, options_.threads, hash_of, [this](std::size_t place, Error error) {
    looks_[place].note(Result<bool>(fail(std::move(error))));
  });
}

void Search::make_prints(const std::vector<bool>& is_copy) {
  for_each_of(files_.size(), options_.threads, [&](std::size_t place) {
    Look& look = looks_[place];
    if (options_.stop.stop_requested()) return;
    if (is_copy[place] || look.kind == Look::Kind::other || look.kind == Look::Kind::failed) return;
    look.note(loader_.with_picture(files_[place].path, files_[place].bytes, kEnoughForPrint,
                                   [&look](const Shrunk& picture, const OperationContext& context) -> Status {
                                     look.note(picture.info);
                                     TBBIMG_ASSIGN_OR_RETURN(
                                         look.print, print_of(picture.image, picture.info.exif.orientation, context));
                                     return {};
                                   }));
    ++progress_.decoded;
  });
}

PlaceGroups Search::near_groups(const std::vector<bool>& is_copy) const {
  std::vector<std::size_t> best_first;
  for (std::size_t i = 0; i < files_.size(); ++i) {
    if (!is_copy[i] && looks_[i].print) best_first.push_back(i);
  }
  std::stable_sort(best_first.begin(), best_first.end(), [this](std::size_t a, std::size_t b) {
    const auto worth = [this](std::size_t place) {
      return std::pair(looks_[place].size.pixels(), files_[place].bytes);
    };
    return worth(a) > worth(b);
  });
  std::vector<Print> prints;
  for (const std::size_t place : best_first) prints.push_back(*looks_[place].print);
  PlaceGroups groups = star_groups(prints, options_.nearness);
  for (auto& group : groups) {
    for (std::size_t& place : group) place = best_first[place];
    std::sort(group.begin() + 1, group.end(), [&](std::size_t a, std::size_t b) {
      const auto order = [&](std::size_t place) {
        return std::pair(distance_that_counts(place, group.front()), place);
      };
      return order(a) < order(b);
    });
  }
  return groups;
}

// Of dhash and phash.
std::pair<int, int> Search::distances(std::size_t place, std::size_t best) const {
  const auto& print = looks_[place].print;
  const auto& of_best = looks_[best].print;
  if (!print || !of_best) return {0, 0};
  return {hash_distance(print->dhash, of_best->dhash), hash_distance(print->phash, of_best->phash)};
}

int Search::distance_that_counts(std::size_t place, std::size_t best) const {
  const auto [by_dhash, by_phash] = distances(place, best);
  switch (options_.nearness.hash) {
    case HashChoice::dhash: return by_dhash;
    case HashChoice::phash: return by_phash;
    case HashChoice::both: break;
  }
  return by_dhash + by_phash;
}

constexpr std::size_t kNoGroup = ~std::size_t{0};

// `exact_of` is the group of `exact` that a place is the first of.
void Search::add_group(const std::vector<std::size_t>& places, const PlaceGroups& exact,
                       const std::vector<std::size_t>& exact_of) {
  std::vector<Member>& members = findings_.groups.emplace_back().members;
  const auto add = [&](std::size_t place, std::optional<std::size_t> same_bytes_as) {
    Member& member = members.emplace_back();
    member.path = files_[place].path;
    member.bytes = files_[place].bytes;
    member.size = looks_[place].size;
    member.format = looks_[place].format;
    member.same_bytes_as = same_bytes_as;
    if (same_bytes_as != 0U) std::tie(member.dhash_distance, member.phash_distance) = distances(place, places.front());
  };
  for (const std::size_t place : places) {
    const std::size_t first = members.size();
    add(place, std::nullopt);
    if (exact_of[place] == kNoGroup) continue;
    const auto& copies = exact[exact_of[place]];
    for (auto copy = copies.begin() + 1; copy != copies.end(); ++copy) add(*copy, first);
  }
}

void Search::add_groups(const PlaceGroups& exact, const PlaceGroups& near) {
  std::vector<std::size_t> exact_of(files_.size(), kNoGroup);
  for (std::size_t i = 0; i < exact.size(); ++i) exact_of[exact[i].front()] = i;
  std::vector<bool> is_told(exact.size());
  for (const auto& group : near) {
    add_group(group, exact, exact_of);
    for (const std::size_t place : group) {
      if (exact_of[place] != kNoGroup) is_told[exact_of[place]] = true;
    }
  }
  for (std::size_t i = 0; i < exact.size(); ++i) {
    if (!is_told[i]) add_group({exact[i].front()}, exact, exact_of);
  }
  std::sort(findings_.groups.begin(), findings_.groups.end(), [](const Group& a, const Group& b) {
    const std::uint64_t of_a = a.spare_bytes();
    const std::uint64_t of_b = b.spare_bytes();
    return of_a != of_b ? of_a > of_b : a.members.front().path < b.members.front().path;
  });
}

void Search::account() {
  for (std::size_t i = 0; i < files_.size(); ++i) {
    if (looks_[i].error) findings_.errors.push_back(*std::move(looks_[i].error));
    if (looks_[i].kind == Look::Kind::other) {
      ++findings_.other_files;
    } else {
      ++findings_.pictures;
      findings_.bytes += files_[i].bytes;
    }
  }
  std::stable_sort(findings_.errors.begin(), findings_.errors.end(),
                   [](const Error& a, const Error& b) { return a.path < b.path; });
}

}  // namespace

bool Group::is_exact() const noexcept {
  return std::all_of(members.begin() + 1, members.end(), [](const Member& each) { return each.same_bytes_as == 0U; });
}

std::uint64_t Group::spare_bytes() const noexcept {
  return std::accumulate(members.begin() + 1, members.end(), std::uint64_t{0},
                         [](std::uint64_t sum, const Member& each) { return sum + each.bytes; });
}

Result<Findings> find(const FindOptions& options, Loader& loader, Progress& progress) {
  return Search(options, loader, progress).run();
}

}  // namespace tbbimg::dups
