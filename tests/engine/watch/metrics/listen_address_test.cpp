#include "engine/watch/metrics/listen_address.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace tbbimg;

TEST_CASE("listen_address: loopback unless told otherwise") {
  CHECK(parse_listen_address("9090").value().text() == "127.0.0.1:9090");
  CHECK(parse_listen_address(":9090").value().text() == "127.0.0.1:9090");
  CHECK(parse_listen_address("0").value().text() == "127.0.0.1:0");
  CHECK(parse_listen_address("0.0.0.0:9090").value().text() == "0.0.0.0:9090");
  CHECK(parse_listen_address("localhost:65535").value().text() == "localhost:65535");
  CHECK(parse_listen_address("[::1]:80").value().text() == "[::1]:80");
}

TEST_CASE("listen_address: anything else is refused") {
  for (const std::string text : {"", ":", "65536", "-1", "9090s", "1,2", "127.0.0.1", "127.0.0.1:", "a b:1", "::1:80",
                                 "[]:80", "80r", "a,b:80", "http://a:80"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_listen_address(text));
  }
}
