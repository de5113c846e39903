#include "engine/watch/metrics/http_server.hpp"

#include <doctest/doctest.h>

#include <arpa/inet.h>
#include <sys/socket.h>

#include <string>
#include <vector>

#include "engine/files/file_descriptor.hpp"

using namespace tbbimg;

namespace {

std::unique_ptr<HttpServer> serve(const ListenAddress& address = {}) {
  auto server = HttpServer::open(address, {"/metrics", "text/plain", [] { return std::string(300'000, 'x'); }});
  REQUIRE(server);
  return *std::move(server);
}

FileDescriptor connect_to(std::uint16_t port) {
  FileDescriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  REQUIRE(::connect(socket.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
  return socket;
}

void say(const FileDescriptor& socket, const std::string& text) {
  REQUIRE(::send(socket.get(), text.data(), text.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(text.size()));
}

std::string heard(const FileDescriptor& socket) {
  std::string text;
  char block[4096];
  for (ssize_t count = 0; (count = ::recv(socket.get(), block, sizeof block, 0)) > 0;) {
    text.append(block, static_cast<std::size_t>(count));
  }
  return text;
}

std::string answer(const HttpServer& server, const std::string& request) {
  const FileDescriptor socket = connect_to(server.port());
  say(socket, request);
  return heard(socket);
}

bool is(const std::string& answer, const std::string& status) {
  return answer.starts_with("HTTP/1.1 " + status + "\r\n");
}

}  // namespace

TEST_CASE("http_server: GET has the page, HEAD its length, and all else is refused in words") {
  const auto server = serve();
  const std::string page = answer(*server, "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n");
  CHECK(is(page, "200 OK"));
  CHECK(page.find("\r\nContent-Type: text/plain\r\n") != std::string::npos);
  CHECK(page.size() - page.find("\r\n\r\n") == 300'004);
  CHECK(is(answer(*server, "GET /metrics?x=1 HTTP/1.0\n\n"), "200 OK"));
  const std::string head = answer(*server, "HEAD /metrics HTTP/1.1\r\n\r\n");
  CHECK(is(head, "200 OK"));
  CHECK(head.find("\r\nContent-Length: 300000\r\n") != std::string::npos);
  CHECK(head.ends_with("\r\n\r\n"));
  CHECK(is(answer(*server, "GET / HTTP/1.1\r\n\r\n"), "404 Not Found"));
  CHECK(is(answer(*server, "POST /metrics HTTP/1.1\r\nContent-Length: 0\r\n\r\n"), "405 Method Not Allowed"));
  CHECK(is(answer(*server, "nonsense\r\n\r\n"), "400 Bad Request"));
  CHECK(is(answer(*server, std::string(8192, 'x')), "400 Bad Request"));
}

TEST_CASE("http_server: connections that say nothing, or a little, or take nothing, keep no other waiting") {
  auto server = serve();
  std::vector<FileDescriptor> others;
  for (int i = 0; i < 100; ++i) others.push_back(connect_to(server->port()));
  for (int i = 0; i < 100; ++i)
    say(others.emplace_back(connect_to(server->port())), i % 2 == 0 ? "G" : "GET /metrics HTTP/1.1\r\n\r\n");
  CHECK(is(answer(*server, "GET /metrics HTTP/1.1\r\n\r\n"), "200 OK"));
  say(others[100], "ET /metrics HTTP/1.1\r\n\r\n");
  CHECK(is(heard(others[100]), "200 OK"));
  // The oldest make room.
  while (others.size() < 400) others.push_back(connect_to(server->port()));
  CHECK(is(answer(*server, "GET /metrics HTTP/1.1\r\n\r\n"), "200 OK"));
  CHECK(heard(others[0]).empty());
  server.reset();
  CHECK(heard(others.back()).empty());
}

TEST_CASE("http_server: addresses of both families, and what is none of this machine's") {
  const auto loopback = serve();
  CHECK(loopback->is_loopback());
  CHECK_FALSE(serve({"0.0.0.0", 0})->is_loopback());
  CHECK(serve({"localhost", 0})->is_loopback());
  const auto v6 = HttpServer::open({"[::1]", 0}, {"/", "text/plain", [] { return std::string("x"); }});
  if (!v6) {
    CHECK(v6.error().message.text().starts_with("cannot listen on [::1]:0: "));
  } else {
    CHECK((*v6)->is_loopback());
    CHECK((*v6)->port() != 0);
  }
  const auto again = HttpServer::open({"127.0.0.1", loopback->port()}, {});
  REQUIRE_FALSE(again);
  CHECK(again.error().message.text().find("the port is in use") != std::string::npos);
  const auto foreign = HttpServer::open({"192.0.2.1", 0}, {});
  REQUIRE_FALSE(foreign);
  CHECK(foreign.error().message.text().find("this machine has no such address") != std::string::npos);
}
