#include "engine/io/skip.hpp"

#include <doctest/doctest.h>

#include <set>

using namespace tbbimg;

TEST_CASE("skip: each kind has a name and a sentence of its own") {
  std::set<std::string> names;
  std::set<std::string> sentences;
  for (std::size_t i = 0; i < kSkipKinds; ++i) {
    names.emplace(to_string(static_cast<SkipKind>(i)));
    sentences.insert(sentence_of(static_cast<SkipKind>(i)));
  }
  CHECK(names.size() == kSkipKinds);
  CHECK(sentences.size() == kSkipKinds);
}

TEST_CASE("skip: the detail goes behind the sentence, and is it where the kind has none") {
  CHECK(sentence_of(Skip{SkipKind::not_image, "is empty"}) == "not an image: is empty");
  CHECK(sentence_of(Skip{SkipKind::not_failed}) == "had not failed before");
  CHECK(sentence_of(Skip{SkipKind::other, "no frame of it is wanted"}) == "no frame of it is wanted");
}

TEST_CASE("skip: what is skipped, and what is of an image") {
  CHECK_FALSE(Skip{});
  CHECK(Skip{SkipKind::temporary});
  CHECK(is_of_image(SkipKind::outputs_exist));
  CHECK_FALSE(is_of_image(SkipKind::not_image));
  CHECK(needs_nothing(SkipKind::done_before));
  CHECK_FALSE(needs_nothing(SkipKind::outputs_exist));
}
