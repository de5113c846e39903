#include "engine/watch/report/html_text.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace tbbimg;

TEST_CASE("html_text: nothing leaves its place on the page") {
  CHECK(html("a<b>&\"'c") == "a&lt;b&gt;&amp;&quot;&#39;c");
  CHECK(html("a\nb\x1b") == "a\\nb\\x1b");
  CHECK(html("\xff\u00e4") == "\\xff\u00e4");
  CHECK(html("a\u202Egpj.b\u2066") == "a\\u202egpj.b\\u2066");
}

// RFC 4648, section 10.
TEST_CASE("html_text: base64") {
  CHECK(base64("") == "");
  CHECK(base64("f") == "Zg==");
  CHECK(base64("fo") == "Zm8=");
  CHECK(base64("foo") == "Zm9v");
  CHECK(base64("foob") == "Zm9vYg==");
  CHECK(base64("fooba") == "Zm9vYmE=");
  CHECK(base64("foobar") == "Zm9vYmFy");
  CHECK(base64(std::string("\xff\xfe\0", 3)) == "//4A");
}

TEST_CASE("html_text: grouped figures") {
  CHECK(grouped(0) == "0");
  CHECK(grouped(999) == "999");
  CHECK(grouped(1000) == "1\u202F000");
  CHECK(grouped(1234567) == "1\u202F234\u202F567");
}
