#include "kernels/core/words.hpp"

#include <doctest/doctest.h>

#include <array>
#include <vector>

using namespace tbbimg;

TEST_CASE("words: only ASCII letters become small") {
  CHECK(lower_case("JPeG 2000 [\xC4]") == "jpeg 2000 [\xC4]");
  CHECK(lower_case('Z') == 'z');
  CHECK(lower_case('@') == '@');
}

TEST_CASE("words: near slips are caught, far ones are not") {
  const std::array<std::string, 3> words = {"thumbnail", "blur", "box"};
  CHECK(nearest_word("thumbnial", words) == "thumbnail");
  CHECK(nearest_word("blurr", words) == "blur");
  CHECK(nearest_word("bxo", words) == "box");
  CHECK_FALSE(nearest_word("sharpen", words));
}

TEST_CASE("words: an unknown one is told with what is near, or with all there are") {
  const std::vector<std::string> words = {"blur", "box"};
  CHECK(unknown_word("blurr", words) == "'blurr': did you mean 'blur'?");
  CHECK(unknown_word("sharpen", words) == "'sharpen'; known are: blur, box");
  CHECK(unknown_word("sharpen", {}) == "'sharpen'; there are none");
}
