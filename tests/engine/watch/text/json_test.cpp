#include "engine/watch/text/json.hpp"

#include <doctest/doctest.h>

#include "kernels/core/format.hpp"

using namespace tbbimg;

TEST_CASE("json: ASCII that one_line leaves as it is, whatever it holds") {
  std::string name;
  for (int byte = 0; byte < 256; ++byte) name += static_cast<char>(byte);
  name += "\u009b\u202e\u2028\U000E0041";
  const nlohmann::ordered_json json = {{"path", name}, {"DEL", "\x7f\u0080\xff"}};
  const std::string text = dumped(json);
  CHECK(text.find(R"("DEL":"\u007f\u0080\ufffd")") != std::string::npos);
  CHECK(one_line(text) == text);
  CHECK(nlohmann::ordered_json::parse(text)["DEL"] == "\x7f\u0080\uFFFD");
}

TEST_CASE("json: no two paths become one") {
  CHECK(path_json("a/\u00e4\n.jpg") == "a/\u00e4\n.jpg");
  CHECK(path_json("a\xff.jpg") == nlohmann::ordered_json{{"hex", "61ff2e6a7067"}});
  CHECK(path_json("a\xfe.jpg") != path_json("a\xff.jpg"));
}
