#include "engine/files/output_name.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <random>
#include <string>
#include <vector>

#include "engine/files/directory_sink.hpp"
#include "engine/recipe/name_template.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace tbbimg;
using tbbimg::test::TemporaryFolder;

TEST_CASE("check_output_name: components that lead elsewhere, or into the state folder") {
  for (const char* good :
       {"a.jpg", "2019/a.jpg", "...", ".hidden/a", "a..b/c", " /a", ".tbbimg2/a", ".tbbim/a", "x\\..\\y"}) {
    CAPTURE(good);
    CHECK(check_output_name(good));
  }
  using namespace std::string_literals;
  for (const std::string& bad : {""s, "/"s, "/a"s, "a/"s, "a//b"s, "."s, ".."s, "./a"s, "../a"s, "a/.."s, "a/../b"s,
                                 ".tbbimg"s, ".TbbImg/a"s, "a/.tbbimg"s, "a/.TBBIMG/b"s, "a\0b"s, "\0"s}) {
    CAPTURE(bad);
    const Status status = check_output_name(bad);
    REQUIRE_FALSE(status);
    CHECK(status.error().code == ErrorCode::invalid_argument);
  }
}

TEST_CASE("output_name: what is too long for the file system of a folder, be that there or not") {
  const TemporaryFolder folder;
  CHECK(longest_name_at(folder.path()) == 255);
  CHECK(longest_name_at(folder / "not/there") == 255);
  CHECK(longest_name_at("not/there") == 255);
  const std::string longest(255, 'a');
  CHECK(check_length("out", longest + "/" + longest, 255));
  const Status status = check_length("out", "a/" + longest + "b/c", 255);
  REQUIRE_FALSE(status);
  CHECK(status.error().path == "out/a/" + longest + "b/c");
  CHECK_FALSE(check_length("out", "a/" + longest + "b", 255));
  std::string path;
  while (path.size() < 4096) path += "a/";
  CHECK_FALSE(check_length("out", path, 255));
}

namespace {

namespace fs = std::filesystem;

// Few pieces, so that unlucky ones meet.
class Generator {
 public:
  explicit Generator(std::uint32_t seed) : random_(seed) {}

  std::string text(const std::vector<const char*>& pieces, int most) {
    std::string text;
    for (int left = uniform(0, most); left > 0; --left)
      text += pieces[static_cast<std::size_t>(uniform(0, static_cast<int>(pieces.size()) - 1))];
    return text;
  }
  std::string name_template() {
    return text({".", ".", "..", "/", "/", "_", "-", "a", "{dir}", "{stem}", "{stem}", "{variant}", "{ext}", "{date}",
                 "{date|x}", ".tbbimg", ".TBBIMG", "tmp", "{index}"},
                9);
  }
  // What a file may be called: anything but a slash.
  std::string stem() { return text({".", ".", "..", "a", "tbbimg", ".tbbimg", ".TbbImg", "_", " ", "\n", "tmp"}, 4); }

 private:
  int uniform(int least, int most) { return std::uniform_int_distribution(least, most)(random_); }
  std::mt19937 random_;
};

// Another way of finding out than the one that is tested.
bool stays_in_place(const std::string& name) {
  const fs::path out = "/parent/out";
  const fs::path whole = (out / ("./" + name)).lexically_normal();
  const fs::path relative = whole.lexically_relative(out);
  if (name.starts_with('/') || relative.empty() || *relative.begin() == ".." || relative == ".") return false;
  for (const fs::path& part : fs::path(name)) {
    std::string lower = part.string();
    for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    if (lower == ".tbbimg") return false;
  }
  return true;
}

}  // namespace

TEST_CASE("output names: whatever a template makes of whatever file, nothing leaves OUT or enters its state folder") {
  const std::uint32_t seed = std::random_device{}();
  CAPTURE(seed);
  Generator generator(seed);
  const TemporaryFolder folder;
  folder.write("parent/witness", "x");
  folder.write("parent/out/.tbbimg/journal.jsonl", "x");
  int names = 0;
  int refused = 0;
  {
    const auto sink = DirectorySink::open(folder / "parent/out", {}).value();
    const std::uint8_t byte = 'x';
    for (int round = 0; round < 20'000; ++round) {
      const std::string text = generator.name_template();
      const std::string stem = generator.stem();
      const std::string directory = round % 3 == 0 ? generator.stem() : "";
      ImageFacts facts;
      facts.stem = stem;
      facts.directory = directory;
      facts.extension = round % 2 == 0 ? "jpg" : "";
      facts.variant = round % 5 == 0 ? "thumb" : "";
      facts.date = round % 7 == 0 ? "2019-07-23" : "";
      const auto parsed = NameTemplate::parse(text);
      // A template that is refused is a name that an embedder may give.
      const std::string name = parsed ? parsed->expand(facts) : text;
      CAPTURE(text);
      CAPTURE(name);
      const bool is_name = check_output_name(name).has_value();
      if (is_name) REQUIRE(stays_in_place(name));
      const Status written = sink->write(name, {&byte, 1}, IfExists::replace);
      if (!is_name) REQUIRE_FALSE(written);
      if (parsed) ++names;
      if (parsed && !is_name) ++refused;
    }
    // Otherwise nothing of this was a test.
    CHECK(names > 200);
    CHECK(refused > 5);
  }
  for (const std::string& file : folder.files()) {
    CAPTURE(file);
    const bool is_witness = file == "parent/witness" || file == "parent/out/.tbbimg/journal.jsonl";
    CHECK((is_witness || (file.starts_with("parent/out/") && !file.starts_with("parent/out/.tbbimg/"))));
  }
  CHECK(folder.read("parent/witness") == "x");
  CHECK(folder.read("parent/out/.tbbimg/journal.jsonl") == "x");
}
