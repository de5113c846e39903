#include <doctest/doctest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "engine/dups/find.hpp"
#include "engine/dups/hash_index.hpp"
#include "engine/dups/parallel.hpp"
#include "engine/dups/print.hpp"
#include "engine/dups/same_bytes.hpp"
#include "engine/dups/stars.hpp"
#include "engine/dups/thumbnail.hpp"
#include "kernels/geometry/orient.hpp"
#include "kernels/hash/perceptual_hash.hpp"
#include "tests/support/temporary_folder.hpp"

namespace tbbimg::dups {
namespace {

using test::TemporaryFolder;

constexpr std::uint64_t kMemory = std::uint64_t{64} << 20;

// Waves of many directions: a "photo" that has all low frequencies. Equal at any size.
Image scene(Size size, unsigned seed, double brighter = 0) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<double> any(-1, 1);
  struct Wave {
    double across, down, phase, height;
  };
  std::vector<Wave> waves;
  for (int i = 0; i < 24; ++i) waves.push_back({9 * any(random), 9 * any(random), 3 * any(random), 20 * any(random)});
  Image image = Image::create({size, PixelFormat::rgb8}).value();
  for (int y = 0; y < size.height; ++y) {
    for (int x = 0; x < size.width; ++x) {
      double value = 128 + brighter;
      for (const Wave& wave : waves) {
        value += wave.height * std::sin(wave.across * (x + 0.5) / size.width * 3 +
                                        wave.down * (y + 0.5) / size.height * 3 + wave.phase);
      }
      std::uint8_t* pixel = image.view().row(y) + std::ptrdiff_t{3} * x;
      pixel[0] = pixel[1] = pixel[2] = static_cast<std::uint8_t>(std::clamp(value, 0.0, 255.0));
    }
  }
  return image;
}

std::string file_of(const Image& image, const char* format, int quality = 90) {
  const CodecRegistry codecs = CodecRegistry::with_builtin_codecs();
  EncodeOptions options;
  options.quality = quality;
  const Buffer file = codecs.find_encoder(format)->encode(image.view(), options).value();
  return {file.bytes().begin(), file.bytes().end()};
}

OperationContext plain_context() { return {Kernels::active().value(), {}, {}, false}; }

Print print_of_file(const std::string& file) {
  const CodecRegistry codecs = CodecRegistry::with_builtin_codecs();
  const std::span bytes(reinterpret_cast<const std::uint8_t*>(file.data()), file.size());
  DecodeOptions options;
  options.at_least = kEnoughForPrint;
  const DecodedImage decoded = codecs.find_decoder(bytes)->decode(bytes, options).value();
  return print_of(decoded.image, Orientation::upright, plain_context()).value();
}

std::vector<std::string> names_of(const Group& group, const TemporaryFolder& folder) {
  std::vector<std::string> names;
  for (const Member& member : group.members) names.push_back(member.path.substr(folder.path().size() + 1));
  return names;
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("HashIndex: what looking at all of them finds, once each") {
  std::mt19937_64 random(7);
  std::vector<std::uint64_t> hashes;
  for (int i = 0; i < 3000; ++i) hashes.push_back(random());
  for (int i = 0; i < 3000; ++i) {  // near some of them, up to 15 bits away
    std::uint64_t hash = hashes[static_cast<std::size_t>(i)];
    for (int k = 0; k < i % 16; ++k) hash ^= std::uint64_t{1} << random() % 64;
    hashes.push_back(hash);
  }
  const HashIndex index(hashes);
  for (const int distance : {0, 1, 3, 4, 5, 6, 7, 8, 11, 12, 15}) {
    CAPTURE(distance);
    for (std::size_t query = 0; query < 40; ++query) {
      std::multiset<std::size_t> found;
      index.find(hashes[query], distance, [&](std::size_t place) { found.insert(place); });
      std::multiset<std::size_t> wanted;
      for (std::size_t i = 0; i < hashes.size(); ++i) {
        if (std::popcount(hashes[i] ^ hashes[query]) <= distance) wanted.insert(i);
      }
      CHECK(found == wanted);
    }
  }
  HashIndex({}).find(5, 15, [](std::size_t) { FAIL("there is none"); });
}

TEST_CASE("star_groups: a chain does not become one group, and flat pictures are in none") {
  // Each is 4 bits from the next: with a distance of 6, the first takes the second alone.
  std::vector<Print> chain;
  for (int i = 0; i < 6; ++i)
    chain.push_back({(std::uint64_t{1} << 4 * i) - 1, (std::uint64_t{1} << 4 * i) - 1, false});
  using Groups = std::vector<std::vector<std::size_t>>;
  CHECK(star_groups(chain, {}) == Groups{{0, 1}, {2, 3}, {4, 5}});
  CHECK(star_groups(chain, {HashChoice::both, 3}) == Groups{});
  CHECK(star_groups(chain, {HashChoice::both, 8}) == Groups{{0, 1, 2}, {3, 4, 5}});
  const std::vector<Print> halves = {{0, 0, false}, {0, ~std::uint64_t{0}, false}, {~std::uint64_t{0}, 0, false}};
  CHECK(star_groups(halves, {}) == Groups{});
  CHECK(star_groups(halves, {HashChoice::dhash, 6}) == Groups{{0, 1}});
  CHECK(star_groups(halves, {HashChoice::phash, 6}) == Groups{{0, 2}});
  CHECK(star_groups(std::vector<Print>(3, Print{0, 0, true}), {}) == Groups{});
  CHECK(star_groups({}, {}) == Groups{});
}

TEST_CASE("print_of: copies are near, other pictures are not") {
  const Nearness nearness;
  for (unsigned seed = 1; seed <= 5; ++seed) {
    CAPTURE(seed);
    const Print print = print_of_file(file_of(scene({640, 480}, seed), "png"));
    CHECK(are_near(print, print_of_file(file_of(scene({640, 480}, seed), "jpeg", 50)), nearness));
    CHECK(are_near(print, print_of_file(file_of(scene({320, 240}, seed), "png")), nearness));
    CHECK(are_near(print, print_of_file(file_of(scene({640, 480}, seed, 10), "png")), nearness));
    for (unsigned other = 1; other < seed; ++other) {
      const Print of_other = print_of_file(file_of(scene({640, 480}, other), "png"));
      CHECK(hash_distance(print.dhash, of_other.dhash) > 12);
      CHECK(hash_distance(print.phash, of_other.phash) > 12);
    }
  }
}

TEST_CASE("print_of: upright, over white, and flat") {
  const Image upright = scene({200, 150}, 3);
  const Print print = print_of(upright, Orientation::upright, plain_context()).value();
  // Stored turned to the left, so that turning it to the right shows it.
  Image stored = Image::create({{150, 200}, PixelFormat::rgb8}).value();
  REQUIRE(orient(upright.view(), stored.view(), Orientation::rotate_270, stored.view().all_rows(),
                 Kernels::active().value()));
  const Print turned = print_of(stored, Orientation::rotate_90, plain_context()).value();
  CHECK(hash_distance(turned.dhash, print.dhash) <= 1);
  CHECK(hash_distance(turned.phash, print.phash) <= 2);
  CHECK_FALSE(are_near(print, print_of(stored, Orientation::upright, plain_context()).value(), {}));

  // Black where it is transparent, which nobody sees.
  Image clear = Image::create({{64, 64}, PixelFormat::rgba8}).value();
  for (int y = 0; y < 64; ++y) std::fill_n(clear.view().row(y), 64 * 4, std::uint8_t{0});
  for (int y = 0; y < 64; ++y) std::fill_n(clear.view().row(y), 32 * 4, std::uint8_t{255});
  CHECK(print_of(clear, Orientation::upright, plain_context()).value().is_flat);
  CHECK_FALSE(print.is_flat);
}

TEST_CASE("same_bytes: neither one size nor one hash makes two files the same") {
  const TemporaryFolder folder;
  const std::string large(600'000, 'x');
  std::string other = large;
  other.back() = 'y';
  folder.write("a", large);
  folder.write("b", other);
  folder.write("c", large);
  folder.write("d", std::string("short"));
  std::vector<SizedFile> files;
  for (const char* name : {"a", "b", "c"}) files.push_back({folder / name, large.size()});
  files.push_back({folder / "d", 5});
  files.push_back({folder / "gone", large.size()});
  std::vector<std::size_t> hashed;
  std::vector<std::size_t> failed;
  const auto one_hash = [&](std::size_t place) {
    hashed.push_back(place);
    return std::optional<std::uint64_t>(1);
  };
  const auto groups = same_bytes(files, 1, one_hash, [&](std::size_t place, const Error& error) {
    CHECK(error.code == ErrorCode::not_found);
    failed.push_back(place);
  });
  CHECK(groups == std::vector<std::vector<std::size_t>>{{0, 2}});
  CHECK(hashed == std::vector<std::size_t>{0, 1, 2, 4});
  CHECK(failed == std::vector<std::size_t>{4});
}

TEST_CASE("Room: more than all of it passes alone") {
  Room room(100);
  std::atomic<int> inside = 0;
  std::atomic<int> most = 0;
  for_each_of(64, 8, [&](std::size_t i) {
    const Room::Held held(room, i % 2 == 0 ? 1000 : 60);
    const int now = ++inside;
    if (now > most) most = now;
    --inside;
  });
  CHECK(most == 1);
}

TEST_CASE("find: groups around the best, the same for any number of threads") {
  const TemporaryFolder folder;
  const std::string best = file_of(scene({640, 480}, 1), "png");
  folder.write("z/best.png", best);
  folder.write("a/copy.png", best);
  folder.write("small.jpg", file_of(scene({320, 240}, 1), "jpeg"));
  folder.write("small copy.jpg", file_of(scene({320, 240}, 1), "jpeg"));
  folder.write("other.jpg", file_of(scene({640, 480}, 2), "jpeg"));
  folder.write("notes.txt", std::string("words"));
  folder.write("broken.jpg", std::string("rubbish"));
  for (const int threads : {1, 4}) {
    CAPTURE(threads);
    Loader loader(Kernels::active().value(), kMemory);
    Progress progress;
    FindOptions options;
    options.roots = {folder.path()};
    options.threads = threads;
    const Findings findings = find(options, loader, progress).value();
    REQUIRE(findings.groups.size() == 1);
    const Group& group = findings.groups.front();
    CHECK(names_of(group, folder) == Names{"a/copy.png", "z/best.png", "small copy.jpg", "small.jpg"});
    CHECK_FALSE(group.is_exact());
    CHECK(group.members[1].same_bytes_as == 0U);
    CHECK_FALSE(group.members[2].same_bytes_as.has_value());
    CHECK(group.members[3].same_bytes_as == 2U);
    CHECK(group.members[3].size == Size{320, 240});
    CHECK(group.spare_bytes() == best.size() + 2 * group.members[2].bytes);
    CHECK(findings.pictures == 6);  // with the broken one
    CHECK(findings.other_files == 1);
    REQUIRE(findings.errors.size() == 1);
    CHECK(findings.errors.front().path == folder / "broken.jpg");

    options.near = false;
    const Findings exact = find(options, loader, progress).value();
    REQUIRE(exact.groups.size() == 2);
    CHECK(exact.groups[0].is_exact());
    CHECK(names_of(exact.groups[0], folder) == Names{"a/copy.png", "z/best.png"});
    CHECK(names_of(exact.groups[1], folder) == Names{"small copy.jpg", "small.jpg"});
  }
}

TEST_CASE("find: those near the best come in the order of their distances, with their copies behind them") {
  const TemporaryFolder folder;
  const Image best = scene({640, 480}, 1);
  folder.write("best.png", file_of(best, "png"));
  Image brighter = best.clone().value();
  for (int y = 0; y < 40; ++y) std::fill_n(brighter.view().row(y), brighter.view().row_bytes(), std::uint8_t{255});
  folder.write("a far.jpg", file_of(brighter, "jpeg"));
  folder.write("a far, again.jpg", file_of(brighter, "jpeg"));
  folder.write("b near.jpg", file_of(scene({320, 240}, 1), "jpeg"));
  Loader loader(Kernels::active().value(), kMemory);
  Progress progress;
  FindOptions options;
  options.roots = {folder.path()};
  options.nearness.distance = kMaxDistance;
  const Findings findings = find(options, loader, progress).value();
  REQUIRE(findings.groups.size() == 1);
  const Group& group = findings.groups.front();
  CHECK(names_of(group, folder) == Names{"best.png", "b near.jpg", "a far, again.jpg", "a far.jpg"});
  const auto distance = [&](std::size_t i) {
    return group.members[i].dhash_distance + group.members[i].phash_distance;
  };
  CHECK(distance(1) < distance(2));
  CHECK(distance(2) == distance(3));
  CHECK(group.members[3].same_bytes_as == 2U);

  std::stop_source stop;
  stop.request_stop();
  options.stop = stop.get_token();
  CHECK(find(options, loader, progress).error().code == ErrorCode::cancelled);
}

TEST_CASE("thumbnail_of: small, and none of what is no picture") {
  const TemporaryFolder folder;
  folder.write("a.png", file_of(scene({640, 480}, 1), "png"));
  folder.write("notes.txt", std::string("words"));
  Loader loader(Kernels::active().value(), kMemory);
  const std::string jpeg = thumbnail_of(folder / "a.png", 1000, loader).value();
  const std::span bytes(reinterpret_cast<const std::uint8_t*>(jpeg.data()), jpeg.size());
  CHECK(loader.codecs().find_decoder_by_name("jpeg")->probe(bytes).value().stored_size == Size{160, 120});
  CHECK(thumbnail_of(folder / "notes.txt", 5, loader).value().empty());
  CHECK(thumbnail_of(folder / "gone.png", 5, loader).error().code == ErrorCode::not_found);
}

}  // namespace tbbimg::dups
