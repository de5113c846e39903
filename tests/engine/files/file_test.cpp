#include "engine/files/file.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "tests/engine/pipeline/memory_io.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace tbbimg;
using tbbimg::test::TemporaryFolder;

namespace {

std::span<const std::uint8_t> bytes_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

}  // namespace

TEST_CASE("read_file: gives all bytes, and says what is wrong") {
  const TemporaryFolder folder;
  folder.write("a", "hello");
  const auto file = read_file(folder / "a", 5, {});
  REQUIRE(file);
  CHECK(std::string(file->bytes().begin(), file->bytes().end()) == "hello");

  const auto too_large = read_file(folder / "a", 4, {});
  REQUIRE_FALSE(too_large);
  CHECK(too_large.error().code == ErrorCode::limit_exceeded);
  CHECK(too_large.error().to_string() == folder / "a" + ": read: is 5 bytes long, the limit is 4");

  CHECK(read_file(folder / "missing", 5, {}).error().code == ErrorCode::not_found);
  CHECK(read_file(folder.path(), 5, {}).error().code == ErrorCode::unsupported);
  REQUIRE(mkfifo((folder / "pipe").c_str(), 0600) == 0);
  CHECK(read_file(folder / "pipe", 5, {}).error().code == ErrorCode::unsupported);
}

TEST_CASE("read_picture: of a large file what lies behind the picture is not read") {
  const TemporaryFolder folder;
  folder.write("large", "picture");
  std::filesystem::resize_file(folder / "large", 5 * kLargeFile);  // a hole
  std::vector<std::size_t> seen;
  const auto read = [&](std::size_t max_bytes, std::size_t end) {
    seen.clear();
    return read_picture(folder / "large", max_bytes, {}, [&seen, end](std::span<const std::uint8_t> beginning) {
      seen.push_back(beginning.size());
      return end <= beginning.size() ? std::optional(end) : std::nullopt;
    });
  };
  const auto near = read(6 * kLargeFile, 7);
  REQUIRE(near);
  CHECK(std::string(near->bytes().begin(), near->bytes().end()) == "picture");
  CHECK(near->capacity() < 100);
  CHECK(seen == std::vector<std::size_t>{kLargeFile / 4});
  // Even if the whole would be too large.
  CHECK(read(2 * kLargeFile, 7).value().size() == 7);
  CHECK(read(3 * kLargeFile, 2 * kLargeFile).error().code == ErrorCode::limit_exceeded);
  CHECK(seen == std::vector<std::size_t>{kLargeFile / 4, kLargeFile});

  CHECK(read(6 * kLargeFile, kLargeFile - 1).value().size() == kLargeFile - 1);
  CHECK(seen == std::vector<std::size_t>{kLargeFile / 4, kLargeFile});
  CHECK(read(6 * kLargeFile, 9 * kLargeFile).value().size() == 5 * kLargeFile);
  CHECK(read(4 * kLargeFile, 9 * kLargeFile).error().code == ErrorCode::limit_exceeded);

  // Nobody is asked for the end of what is read at once.
  std::filesystem::resize_file(folder / "large", kLargeFile);
  CHECK(read(kLargeFile, 7).value().size() == kLargeFile);
  CHECK(seen.empty());
}

TEST_CASE("read_source: large files of formats that are read so come in parts, as long as nobody changes them") {
  const auto codecs = CodecRegistry::with_builtin_codecs();
  const TemporaryFolder folder;
  const std::string path = folder / "a.ppm";
  const auto write = [&](const std::string& beginning, std::uint64_t bytes) {
    std::ofstream(path, std::ios::binary) << beginning;
    std::filesystem::resize_file(path, bytes);
  };
  ReadOptions options;
  options.codecs = &codecs;
  const auto is_whole = [&](const SourceData& data) {
    const auto* const buffer = std::get_if<Buffer>(&data);
    return buffer != nullptr && buffer->size() == std::filesystem::file_size(path);
  };
  const std::string ppm = "P6 2000 1500 255\n";
  write(ppm, kInPartsFrom - 1);
  CHECK(is_whole(read_source(path, options).value()));
  write("no image", kInPartsFrom);
  CHECK(is_whole(read_source(path, options).value()));
  CHECK(read_source(folder / "absent", options).error().code == ErrorCode::not_found);
  write(ppm, kInPartsFrom);
  CHECK(is_whole(read_source(path, {}).value()));
  options.wants_own_bytes = true;  // which a PNM cannot be stripped to
  const auto data = read_source(path, options);
  REQUIRE(data.has_value());
  const auto* const parts = std::get_if<FileInParts>(&*data);
  REQUIRE(parts != nullptr);
  CHECK(parts->info->stored_size == Size{2000, 1500});
  const ByteSource& bytes = *parts->bytes;
  CHECK(parts->head.size() == kSignatureBytes);
  CHECK(bytes.size() == kInPartsFrom);
  std::vector<std::uint8_t> four(4);
  REQUIRE(bytes.read_at(0, four).has_value());
  CHECK(four == std::vector<std::uint8_t>{'P', '6', ' ', '2'});
  REQUIRE(bytes.read_at(kInPartsFrom - 4, four).has_value());
  CHECK(four == std::vector<std::uint8_t>(4));

  const auto says_changed = [&] {
    const Status status = bytes.read_at(kInPartsFrom - 4, four);
    REQUIRE_FALSE(status.has_value());
    CHECK(status.error().code == ErrorCode::read_failed);
    CHECK(status.error().to_string() ==
          path + ": read: was changed while it was read; run again once nobody writes it");
  };
  std::filesystem::last_write_time(path, std::filesystem::last_write_time(path) + std::chrono::seconds(1));
  says_changed();
  std::filesystem::resize_file(path, 100);
  says_changed();
}

TEST_CASE("read_source: a PNG that is animated, or may be an output, is read whole; a damaged one comes in parts") {
  const auto codecs = CodecRegistry::with_builtin_codecs();
  const TemporaryFolder folder;
  const std::string path = folder / "a.png";
  const auto write = [&](int frames) {
    const Image picture = test::make_picture(64, 32);
    const auto writer = codecs.find_encoder("png")->open(picture.shape(), 0, {}).value();
    for (int i = 0; i < frames; ++i) {
      REQUIRE(writer->begin_frame({}).has_value());
      REQUIRE(writer->write_rows(picture.view()).has_value());
    }
    const Buffer file = writer->finish().value();
    std::ofstream(path, std::ios::binary).write(reinterpret_cast<const char*>(file.data()), std::ssize(file.bytes()));
    std::filesystem::resize_file(path, kInPartsFrom);
  };
  ReadOptions options;
  options.codecs = &codecs;
  const auto is_whole = [&] { return std::holds_alternative<Buffer>(read_source(path, options).value()); };
  write(1);
  CHECK_FALSE(is_whole());
  options.wants_own_bytes = true;
  CHECK(is_whole());
  options.wants_own_bytes = false;
  write(2);
  CHECK(is_whole());
  std::filesystem::resize_file(path, 16);
  std::filesystem::resize_file(path, kInPartsFrom);
  const auto data = read_source(path, options);
  CHECK(std::get<FileInParts>(*data).info.error().code == ErrorCode::corrupt_data);
}

TEST_CASE("read_head: as much as there is, up to the count") {
  const TemporaryFolder folder;
  folder.write("a", "hello");
  CHECK(read_head(folder / "a", 3).value() == "hel");
  CHECK(read_head(folder / "a", 30).value() == "hello");
}

TEST_CASE("write_file_atomically: makes folders, keeps or replaces, leaves no temporary file") {
  const TemporaryFolder folder;
  CHECK(write_file_atomically(folder / "x/y/a", bytes_of("one"), IfExists::keep));
  CHECK(folder.read("x/y/a") == "one");

  const auto kept = write_file_atomically(folder / "x/y/a", bytes_of("two"), IfExists::keep);
  REQUIRE_FALSE(kept);
  CHECK(kept.error().code == ErrorCode::already_exists);
  CHECK(folder.read("x/y/a") == "one");

  CHECK(write_file_atomically(folder / "x/y/a", bytes_of("three"), IfExists::replace));
  CHECK(folder.read("x/y/a") == "three");
  CHECK(folder.files() == std::set<std::string>{"x/y/a"});
}

TEST_CASE("write_file_atomically: a name as long as the file system allows works") {
  const TemporaryFolder folder;
  const std::string name(255, 'n');
  CHECK(write_file_atomically(folder / name, bytes_of("1"), IfExists::keep));
  CHECK(folder.read(name) == "1");
}

TEST_CASE("write_file_atomically: what cannot be published leaves nothing behind") {
  const TemporaryFolder folder;
  std::filesystem::create_directories(folder / "a/b");  // a folder in the way of the file
  const auto status = write_file_atomically(folder / "a", bytes_of("1"), IfExists::replace);
  REQUIRE_FALSE(status);
  CHECK(status.error().stage == Stage::write);
  CHECK(status.error().path == folder / "a");
  folder.write("file", "");
  CHECK_FALSE(write_file_atomically(folder / "file/below", bytes_of("1"), IfExists::replace));
  CHECK(folder.files() == std::set<std::string>{"file"});
}
