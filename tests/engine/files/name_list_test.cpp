#include "engine/files/name_list.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include "tests/support/temporary_folder.hpp"

using namespace tbbimg;

namespace {

// "folder: name, name; folder: ..."
std::string groups_of(NameList& list) {
  std::string text;
  while (const auto group = list.next({}).value()) {
    text += text.empty() ? "" : "; ";
    text += group->folder + ":";
    for (const std::string& name : group->names) text += " " + name;
  }
  return text;
}

}  // namespace

TEST_CASE("name_list: names of one folder come together, in the order of the list") {
  const test::TemporaryFolder folder;
  folder.write("list", "./a/1.jpg\nb/2.jpg\n\n./a/3.jpg\n/c/4.jpg\n5.jpg\nd/\na//6.jpg\n7 8.jpg");
  auto list = NameList::open(folder / "list", '\n').value();
  CHECK(groups_of(*list) == "./a: 1.jpg 3.jpg; b: 2.jpg; /c: 4.jpg; : 5.jpg d 7 8.jpg; a/: 6.jpg");
  CHECK(NameList::first_of(folder / "list", '\n').value() == "./a/1.jpg");
}

TEST_CASE("name_list: zero bytes end names with line breaks in them") {
  const test::TemporaryFolder folder;
  folder.write("list", std::string("a/1\n.jpg\0a/2\r\0", 14));
  auto list = NameList::open(folder / "list", '\0').value();
  CHECK(groups_of(*list) == "a: 1\n.jpg 2\r");
  NameList given(std::vector<std::string>{"a/x", "y", "a/z"});
  CHECK(groups_of(given) == "a: x z; : y");
  folder.write("empty", "");
  CHECK(groups_of(*NameList::open(folder / "empty", '\n').value()).empty());
  CHECK_FALSE(NameList::first_of(folder / "empty", '\n').value());
}

TEST_CASE("name_list: a long list comes in chunks, whatever its names are cut by") {
  const test::TemporaryFolder folder;
  std::string text;
  std::size_t count = 0;
  for (int i = 0; i < 30'000; ++i) text += "folder" + std::to_string(i % 3) + "/" + std::to_string(i) + ".jpg\n";
  folder.write("list", text);
  auto list = NameList::open(folder / "list", '\n').value();
  while (const auto group = list->next({}).value()) {
    CHECK(group->names.size() <= NameList::kChunk);
    for (const std::string& name : group->names) {
      CHECK(group->folder == "folder" + std::to_string(std::stoi(name) % 3));
      ++count;
    }
  }
  CHECK(count == 30'000);
}

TEST_CASE("name_list: what is no list of names is told, and so is what cannot be read") {
  const test::TemporaryFolder folder;
  std::string name((std::size_t{1} << 20) + 100'000, 'x');
  name.back() = '\n';
  folder.write("long", name);
  const auto list = NameList::open(folder / "long", '\n').value();
  const auto names = list->next({});
  REQUIRE_FALSE(names);
  CHECK(names.error().message.text().find("is no list of names") == 0);
  CHECK(names.error().path == folder / "long");
  CHECK(NameList::open(folder / "none", '\n').error().code == ErrorCode::not_found);
  CHECK_FALSE(NameList::open(folder.path(), '\n').value()->next({}));
}

TEST_CASE("name_list: a stop ends the wait for a name") {
  int pipe[2];
  REQUIRE(::pipe(pipe) == 0);
  auto list = NameList::open("/dev/fd/" + std::to_string(pipe[0]), '\n').value();
  std::stop_source stop;
  CHECK(::write(pipe[1], "a/1\na/2", 7) == 7);
  CHECK(list->next(stop.get_token()).value()->names.size() == 1);
  stop.request_stop();
  CHECK_FALSE(list->next(stop.get_token()).value());
  ::close(pipe[0]);
  ::close(pipe[1]);
}
