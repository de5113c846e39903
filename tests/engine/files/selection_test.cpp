#include "engine/files/selection.hpp"

#include <doctest/doctest.h>

#include <initializer_list>

using namespace tbbimg;

namespace {

bool is_excluded(std::initializer_list<std::string> globs, const char* folder, const char* name,
                 bool is_folder = false) {
  SelectionRules rules;
  rules.exclude = globs;
  return Selection(rules).leaves_out(folder, name, is_folder) == SkipKind::not_selected;
}

}  // namespace

TEST_CASE("selection: globs have gitignore's meaning") {
  CHECK(is_excluded({"*.tif"}, "", "a.tif"));
  CHECK(is_excluded({"*.tif"}, "2019/raw", "a.tif"));
  CHECK_FALSE(is_excluded({"*.tif"}, "", "a.tiff"));
  CHECK(is_excluded({"raw"}, "2019", "raw", true));
  CHECK(is_excluded({"raw/"}, "2019", "raw", true));
  CHECK_FALSE(is_excluded({"raw/"}, "2019", "raw"));
  CHECK(is_excluded({"/2019"}, "", "2019", true));
  CHECK_FALSE(is_excluded({"/2019"}, "old", "2019", true));
  CHECK(is_excluded({"2019/raw"}, "2019", "raw", true));
  CHECK_FALSE(is_excluded({"2019/raw"}, "old/2019", "raw", true));
  CHECK(is_excluded({"**/2019/raw"}, "old/2019", "raw", true));
  CHECK(is_excluded({"2019/**"}, "2019/a/b", "c.jpg"));
  CHECK_FALSE(is_excluded({"2019/**"}, "", "2019", true));
  CHECK(is_excluded({"a/**/b"}, "a", "b"));
  CHECK(is_excluded({"a/**/b"}, "a/x/y", "b"));
  CHECK_FALSE(is_excluded({"/*.jpg"}, "a", "b.jpg"));
  CHECK(is_excluded({"IMG_[0-4]?.jpg"}, "", "IMG_37.jpg"));
  CHECK_FALSE(is_excluded({"IMG_[!0-4]?.jpg"}, "", "IMG_37.jpg"));
  // The last one that matches decides.
  CHECK_FALSE(is_excluded({"*.jpg", "!cover.jpg"}, "a", "cover.jpg"));
  CHECK(is_excluded({"!cover.jpg", "*.jpg"}, "a", "cover.jpg"));
}

TEST_CASE("selection: files that are not included are left out, folders are looked into") {
  SelectionRules rules;
  rules.include = {"*.jpg", "/scans/**"};
  rules.exclude = {"*_small.jpg"};
  const Selection selection(rules);
  CHECK_FALSE(selection.leaves_out("a/b", "c.jpg", false));
  CHECK_FALSE(selection.leaves_out("scans/1", "c.png", false));
  CHECK_FALSE(selection.leaves_out("a", "b", true));
  CHECK(selection.leaves_out("a", "c.png", false) == SkipKind::not_selected);
  CHECK(selection.leaves_out("a", "c_small.jpg", false) == SkipKind::not_selected);
}

TEST_CASE("selection: hidden entries and folders of systems are left out unless asked for") {
  for (const bool hidden : {false, true}) {
    SelectionRules rules;
    rules.hidden = hidden;
    const Selection selection(rules);
    const auto wanted = hidden ? std::nullopt : std::optional(SkipKind::hidden);
    for (const char* name : {".cache", ".Trash-1000", "@eaDir", "#recycle", "lost+found"}) {
      CHECK(selection.leaves_out("a", name, true) == wanted);
    }
    CHECK(selection.leaves_out("", ".photo.jpg", false) == wanted);
    CHECK_FALSE(selection.leaves_out("", "@eaDir", false));
    CHECK_FALSE(selection.leaves_out("", "photo.jpg", false));
  }
}

TEST_CASE("selection: depth, size and time") {
  SelectionRules rules;
  rules.max_depth = 2;
  rules.min_bytes = 100;
  rules.newer_than = std::chrono::milliseconds(5000);
  const Selection selection(rules);
  CHECK_FALSE(selection.leaves_out("", "a", true));
  CHECK(selection.leaves_out("a", "b", true) == SkipKind::not_selected);
  CHECK_FALSE(selection.leaves_out("a", "b.jpg", false));
  CHECK_FALSE(selection.leaves_out(100, 5'001'000'000));
  CHECK(selection.leaves_out(99, 5'001'000'000) == SkipKind::not_selected);
  CHECK(selection.leaves_out(100, 5'000'000'000) == SkipKind::not_selected);
}

TEST_CASE("selection: what is no glob is told") {
  CHECK(check_glob("*.jpg"));
  CHECK(check_glob("!a/"));
  for (const char* bad : {"", "!", "/", "//"})
    CHECK(check_glob(bad).error().message.text().find("is no glob") != std::string::npos);
}
