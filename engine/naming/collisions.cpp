#include "engine/naming/collisions.hpp"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <functional>
#include <span>
#include <system_error>
#include <utility>

#include "codecs/recognise.hpp"
#include "engine/files/file.hpp"
#include "engine/files/probe_file.hpp"
#include "engine/files/temporary_files.hpp"
#include "engine/io/file_hash.hpp"
#include "engine/system/ahead.hpp"
#include "kernels/core/path.hpp"

namespace tbbimg {
namespace {

using Kind = FolderListing::Kind;

// Headers are read by this many threads, which take so many entries at once: storage that is far away takes 100 ms for
// a file, and answers many at a time.
constexpr int kThreads = 16;
constexpr std::size_t kBlock = 8;

// What occurs more than once, in order.
std::vector<std::uint64_t> repeated(std::vector<std::uint64_t> values) {
  std::sort(values.begin(), values.end());
  auto end = values.begin();
  for (auto group = values.begin(); group != values.end();) {
    const auto next = std::find_if(group, values.end(), [&](std::uint64_t value) { return value != *group; });
    const auto value = *group;
    if (next - group > 1) *end++ = value;
    group = next;
  }
  values.erase(end, values.end());
  return values;
}

bool holds(const std::vector<std::uint64_t>& sorted, std::uint64_t value) noexcept {
  return std::binary_search(sorted.begin(), sorted.end(), value);
}

bool may_be_image(const FolderListing& folder, std::size_t i) {
  const Kind kind = folder.kind(i);
  if (kind == Kind::other || kind == Kind::unreadable || kind == Kind::left_out || is_temporary_name(folder.name(i)))
    return false;
  std::error_code error;
  return kind != Kind::link || std::filesystem::is_regular_file(folder.path(i), error);
}

}  // namespace

CollisionCheck::CollisionCheck(const OutputNames& names, const CodecRegistry& codecs, Order order, std::stop_token stop,
                               const PictureChoice& choice)
    : names_(names),
      codecs_(codecs),
      choice_(choice),
      stop_(std::move(stop)),
      // Folders whose names differ only in case are one for those who ask for that.
      by_list_(order == Order::by_list),
      folder_by_folder_(by_list_ || (names.keep_folders_apart() && !names.ignore_case())),
      threads_(kThreads) {}

void CollisionCheck::inspect(FolderListing& folder) {
  const std::vector<Output> outputs = outputs_in(folder);
  if (const std::vector<Hash> shared = shared_by_inputs(outputs); !shared.empty()) judge(folder, outputs, shared);
  if (by_list_) settle_again(folder, outputs);
  if (!folder_by_folder_) remember(folder, outputs);
}

// Of another part of the list, nothing is known but hashes.
void CollisionCheck::settle_again(FolderListing& folder, const std::vector<Output>& outputs) {
  for (const Output& output : outputs) {
    if (folder.failures().contains(output.entry)) continue;
    const std::string path = folder.path(output.entry);
    switch (seen_.claim(output.hash, file_hash(path))) {
      case SeenOutputs::Verdict::free: break;
      case SeenOutputs::Verdict::own: folder.skip(output.entry, SkipKind::named_before); break;
      case SeenOutputs::Verdict::taken:
        folder.fail(output.entry,
                    {.code = ErrorCode::name_collision,
                     .message = "would give an output that a file before it in the list gives; rename one "
                                "of the two, or run them apart with a --name of their own",
                     .stage = Stage::list,
                     .path = path});
        break;
    }
  }
}

// Those that there may be. What it takes to know is read by several threads at once.
std::vector<CollisionCheck::Output> CollisionCheck::outputs_in(const FolderListing& folder) {
  std::vector<Hash> stems(folder.size());
  for (std::size_t i = 0; i < folder.size(); ++i) stems[i] = file_hash(stem_of(folder.name(i)));
  const std::vector<Hash> shared = repeated(stems);
  std::vector<bool> look_inside(folder.size());
  for (std::size_t i = 0; !shared.empty() && i < folder.size(); ++i) look_inside[i] = holds(shared, stems[i]);
  const bool reads = !shared.empty() || names_.hold_header();

  using Block = Ahead<std::vector<Output>>;
  std::vector<std::shared_ptr<Block>> blocks;
  const std::size_t block_size = reads ? kBlock : std::max<std::size_t>(folder.size(), 1);
  for (std::size_t begin = 0; begin < folder.size(); begin += block_size) {
    const std::size_t end = std::min(begin + block_size, folder.size());
    blocks.push_back(
        std::make_shared<Block>([this, &folder, &look_inside, begin, end]() -> Result<std::vector<Output>> {
          if (stop_.stop_requested()) return {};
          return outputs_in(folder, look_inside, begin, end);
        }));
    if (reads) threads_.post_read([block = blocks.back()] { block->run(); });
  }
  std::vector<Output> outputs;
  for (const auto& block : blocks) {
    const std::vector<Output> some = (*block->take({})).value();
    outputs.insert(outputs.end(), some.begin(), some.end());
  }
  return outputs;
}

std::vector<CollisionCheck::Output> CollisionCheck::outputs_in(const FolderListing& folder,
                                                               const std::vector<bool>& look_inside, std::size_t begin,
                                                               std::size_t end) const {
  std::vector<Output> outputs;
  for (std::size_t i = begin; i < end; ++i) {
    if (!may_be_image(folder, i)) continue;
    for (const OutputName& output : outputs_of(folder.item(i), look_inside[i])) {
      outputs.push_back({file_hash(names_.key_of(output.name)), static_cast<std::uint32_t>(i), look_inside[i]});
    }
  }
  return outputs;
}

// Sorted.
std::vector<CollisionCheck::Hash> CollisionCheck::shared_by_inputs(const std::vector<Output>& outputs) const {
  std::vector<Hash> hashes(outputs.size());
  std::transform(outputs.begin(), outputs.end(), hashes.begin(), [](const Output& output) { return output.hash; });
  std::vector<Hash> shared = repeated(std::move(hashes));
  if (folder_by_folder_) return shared;
  for (const Output& output : outputs) {
    if (by_output_.contains(output.hash)) shared.push_back(output.hash);
  }
  std::sort(shared.begin(), shared.end());
  return shared;
}

void CollisionCheck::judge(FolderListing& folder, const std::vector<Output>& outputs,
                           const std::vector<Hash>& shared) const {
  Claims claims;
  add_earlier(claims, shared);
  for (const bool images : {true, false}) {
    std::size_t judged = folder.size();
    for (const Output& output : outputs) {
      if (output.entry == judged || !holds(shared, output.hash)) continue;
      judged = output.entry;
      SourceItem item = folder.item(output.entry);
      if (claims_to_be_image(item.file_name) != images) continue;
      if (auto error = claim(claims, std::move(item), output.looked_inside)) {
        folder.fail(output.entry, *std::move(error));
      }
    }
  }
}

void CollisionCheck::remember(const FolderListing& folder, const std::vector<Output>& outputs) {
  std::size_t remembered = folder.size();
  for (const Output& output : outputs) {
    if (folder.failures().contains(output.entry)) continue;
    if (output.entry != remembered) {
      remembered = output.entry;
      const SourceItem item = folder.item(output.entry);
      earlier_.push_back({texts_.size(), item.index, output.looked_inside});
      texts_.append(item.path).append(1, '\0').append(item.directory).append(1, '\0');
    }
    by_output_.emplace(output.hash, static_cast<std::uint32_t>(earlier_.size() - 1));
  }
}

void CollisionCheck::add_earlier(Claims& claims, const std::vector<Hash>& shared) const {
  for (const Hash hash : shared) {
    const auto [begin, end] = by_output_.equal_range(hash);
    for (auto found = begin; found != end; ++found) {
      const Earlier& earlier = earlier_[found->second];
      SourceItem item;
      item.path = texts_.data() + earlier.texts;
      item.directory = texts_.data() + earlier.texts + item.path.size() + 1;
      item.file_name = file_name_of(item.path);
      item.index = earlier.index;
      static_cast<void>(claim(claims, std::move(item), earlier.looked_inside));
    }
  }
}

// Why `item` may not have its outputs; otherwise they are its own.
std::optional<Error> CollisionCheck::claim(Claims& claims, SourceItem item, bool look_inside) const {
  const auto outputs = outputs_of(item, look_inside);
  const auto mine = std::make_shared<Claim>(Claim{std::move(item), std::nullopt});
  for (const OutputName& output : outputs) {
    for (const auto& other : claims[names_.key_of(output.name)]) {
      if (other->item.path == mine->item.path || !are_both_made(output.name, *mine, *other)) continue;
      return Error{.code = ErrorCode::name_collision,
                   .message = "would give the output " + output.name + ", as " + other->item.path + " does" +
                              (names_.ignore_case() ? " (in any case)" : "") +
                              "; rename one of the two, or run them apart with a --name of their own",
                   .stage = Stage::list,
                   .path = mine->item.path,
                   .details = ErrorFacts{.subject = other->item.path}};
    }
  }
  for (const OutputName& output : outputs) claims[names_.key_of(output.name)].push_back(mine);
  return std::nullopt;
}

// The codec's name, from the file's bytes where it matters; empty if no decoder takes them.
std::string_view CollisionCheck::format_of(const SourceItem& item, bool look_inside) const {
  if (!look_inside) {
    const FormatInfo* by_name = codecs_.find_readable(lower_extension(item.file_name));
    return by_name != nullptr ? by_name->name : std::string_view{};
  }
  const auto head = read_head(item.path, kSignatureBytes);
  if (!head) return {};
  const Decoder* decoder = codecs_.find_decoder({reinterpret_cast<const std::uint8_t*>(head->data()), head->size()});
  return decoder != nullptr ? decoder->name() : std::string_view{};
}

std::vector<OutputName> CollisionCheck::outputs_of(const SourceItem& item, bool look_inside) const {
  const std::string_view format = format_of(item, look_inside);
  // What cannot be decoded gives no output that could be in another's way.
  if (format.empty() && look_inside) return {};
  return names_.hold_header() ? exact_outputs(item) : names_.without_header(item, format);
}

// Those of what cannot be read are none: it fails later, for that reason.
std::vector<OutputName> CollisionCheck::exact_outputs(const SourceItem& item) const {
  const auto info = probe_file(item.path, codecs_, choice_);
  return info ? names_.of(item, info->format, *info) : std::vector<OutputName>{};
}

// Where names are known and only conditions are not, headers are read of those that may collide.
bool CollisionCheck::are_both_made(const std::string& name, Claim& a, Claim& b) const {
  if (!names_.need_header() || names_.hold_header()) return true;
  const std::string key = names_.key_of(name);
  const auto makes = [&](Claim& claim) {
    if (!claim.outputs) claim.outputs = exact_outputs(claim.item);
    return std::any_of(claim.outputs->begin(), claim.outputs->end(),
                       [&](const OutputName& output) { return names_.key_of(output.name) == key; });
  };
  return makes(a) && makes(b);
}

}  // namespace tbbimg
