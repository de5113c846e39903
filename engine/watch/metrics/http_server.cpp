#include "engine/watch/metrics/http_server.hpp"

#include <arpa/inet.h>
#include <netdb.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <list>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/files/file_descriptor.hpp"
#include "engine/system/thread.hpp"

namespace tbbimg {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds kPatience{10};
constexpr std::size_t kMostConnections = 256;
constexpr std::size_t kMostOfRequest = 8192;

struct Connection {
  FileDescriptor socket;
  Clock::time_point deadline = Clock::now() + kPatience;
  std::string request = {};
  std::string answer = {};  ///< not empty: the request is there
  std::size_t sent = 0;

  [[nodiscard]] short waits_for() const noexcept { return answer.empty() ? POLLIN : POLLOUT; }
};

// Whether a call has said that there is nothing to do for now, and not that there never will be.
bool is_only_early() noexcept { return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR; }

std::string answer_of(std::string_view status, std::string_view headers, const std::string& text,
                      bool has_body = true) {
  std::string answer = "HTTP/1.1 ";
  answer.append(status).append("\r\n").append(headers).append("Connection: close\r\nContent-Length: ");
  answer.append(std::to_string(text.size())).append("\r\n\r\n");
  return has_body ? answer + text : answer;
}

struct Bound {
  FileDescriptor socket;
  std::uint16_t port = 0;
  bool is_loopback = false;
};

// The port and the reach of a socket's own address.
void describe(Bound& bound) {
  sockaddr_storage address{};
  socklen_t length = sizeof address;
  if (::getsockname(bound.socket.get(), reinterpret_cast<sockaddr*>(&address), &length) != 0) return;
  if (address.ss_family == AF_INET6) {
    const auto& v6 = reinterpret_cast<const sockaddr_in6&>(address);
    bound.port = ntohs(v6.sin6_port);
    bound.is_loopback = IN6_IS_ADDR_LOOPBACK(&v6.sin6_addr);
  } else {
    const auto& v4 = reinterpret_cast<const sockaddr_in&>(address);
    bound.port = ntohs(v4.sin_port);
    bound.is_loopback = ntohl(v4.sin_addr.s_addr) >> 24 == IN_LOOPBACKNET;
  }
}

Error cannot_listen(const ListenAddress& address, const std::string& why) {
  return {.code = ErrorCode::permission_denied, .message = "cannot listen on " + address.text() + ": " + why};
}

std::string sentence_of(int error) {
  switch (error) {
    case EADDRINUSE: return "the port is in use; --metrics-listen 0 takes any that is free";
    case EADDRNOTAVAIL: return "this machine has no such address";
    case EACCES: return "ports below 1024 are for root";
    default: return std::strerror(error);
  }
}

Result<Bound> bind_to(const ListenAddress& address) {
  std::string host = address.host;
  if (host.front() == '[') host = host.substr(1, host.size() - 2);
  addrinfo hints{};
  hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (const int error = ::getaddrinfo(host.c_str(), std::to_string(address.port).c_str(), &hints, &found); error != 0) {
    return fail(cannot_listen(address, ::gai_strerror(error)));
  }
  const std::unique_ptr<addrinfo, void (*)(addrinfo*)> owner(found, &::freeaddrinfo);
  int error = 0;
  for (const addrinfo* each = found; each != nullptr; each = each->ai_next) {
    Bound bound{FileDescriptor(::socket(each->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0))};
    const int yes = 1;
    if (bound.socket.valid() && ::setsockopt(bound.socket.get(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) == 0 &&
        ::bind(bound.socket.get(), each->ai_addr, each->ai_addrlen) == 0 &&
        ::listen(bound.socket.get(), SOMAXCONN) == 0) {
      describe(bound);
      return bound;
    }
    error = errno;
  }
  return fail(cannot_listen(address, sentence_of(error)));
}

}  // namespace

class HttpServer::Loop {
 public:
  Loop(Bound bound, Page page) : bound_(std::move(bound)), page_(std::move(page)), end_(::eventfd(0, EFD_CLOEXEC)) {}
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;
  ~Loop() { ::eventfd_write(end_.get(), 1); }

  [[nodiscard]] Status start() {
    if (!end_.valid()) return fail(system_error(errno, "eventfd", "cannot be made"));
    TBBIMG_ASSIGN_OR_RETURN(thread_, Thread::start([this] { run(); }));
    return {};
  }
  [[nodiscard]] const Bound& bound() const noexcept { return bound_; }

 private:
  void run() {
    for (std::vector<pollfd> polled; wait(polled);) {
      const auto now = Clock::now();
      auto each = connections_.begin();
      for (std::size_t i = 2; i < polled.size(); ++i) {
        const auto connection = each++;
        const bool goes_on = polled[i].revents == 0 ? now < connection->deadline : serve(*connection);
        if (!goes_on) connections_.erase(connection);
      }
      if (polled[1].revents != 0) accept_all();
    }
  }

  // Until something happens; false at the end.
  bool wait(std::vector<pollfd>& polled) {
    polled.assign({{end_.get(), POLLIN, 0}, {is_full_ ? -1 : bound_.socket.get(), POLLIN, 0}});
    auto next = Clock::now() + kPatience;
    for (const Connection& each : connections_) {
      polled.push_back({each.socket.get(), each.waits_for(), 0});
      next = std::min(next, each.deadline);
    }
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(next - Clock::now());
    const auto limit = is_full_ ? std::chrono::milliseconds(100) : std::max(left, std::chrono::milliseconds(0));
    is_full_ = false;
    if (::poll(polled.data(), polled.size(), static_cast<int>(limit.count())) < 0) {
      for (pollfd& each : polled) each.revents = 0;
    }
    return polled[0].revents == 0;
  }

  void accept_all() {
    for (;;) {
      FileDescriptor socket(::accept4(bound_.socket.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
      if (!socket.valid()) {
        // The process has no descriptor left: the oldest connection gives its own.
        if (errno != EMFILE && errno != ENFILE && errno != ENOBUFS && errno != ENOMEM) return;
        if (connections_.empty()) {
          is_full_ = true;
          return;
        }
        connections_.pop_front();
        continue;
      }
      if (connections_.size() == kMostConnections) connections_.pop_front();
      connections_.push_back({std::move(socket)});
    }
  }

  // Whether the connection is to stay.
  bool serve(Connection& connection) {
    if (connection.answer.empty()) {
      std::array<char, 4096> block{};
      const ssize_t count = ::recv(connection.socket.get(), block.data(), block.size(), 0);
      if (count < 0) return is_only_early();
      if (count == 0) return false;
      connection.request.append(block.data(), static_cast<std::size_t>(count));
      if (connection.request.find("\r\n\r\n") == std::string::npos &&
          connection.request.find("\n\n") == std::string::npos && connection.request.size() < kMostOfRequest) {
        return true;
      }
      connection.answer = answer_to(connection.request);
    }
    const ssize_t count = ::send(connection.socket.get(), connection.answer.data() + connection.sent,
                                 connection.answer.size() - connection.sent, MSG_NOSIGNAL);
    if (count < 0) return is_only_early();
    connection.sent += static_cast<std::size_t>(count);
    return connection.sent < connection.answer.size();
  }

  [[nodiscard]] std::string answer_to(std::string_view request) const {
    const std::string_view line = request.substr(0, request.find_first_of("\r\n"));
    const std::size_t first = line.find(' ');
    const std::size_t last = line.rfind(' ');
    constexpr std::string_view kPlainAllow = "Content-Type: text/plain; charset=utf-8\r\nAllow: GET, HEAD\r\n";
    constexpr std::string_view kPlain = "Content-Type: text/plain; charset=utf-8\r\n";
    if (first == std::string_view::npos || last == first || !line.substr(last + 1).starts_with("HTTP/")) {
      return answer_of("400 Bad Request", kPlain, "This is HTTP.\n");
    }
    const std::string_view method = line.substr(0, first);
    const std::string_view target = line.substr(first + 1, last - first - 1);
    const bool is_head = method == "HEAD";
    if (!is_head && method != "GET") {
      return answer_of("405 Method Not Allowed", kPlainAllow, "GET and HEAD are allowed.\n");
    }
    if (target.substr(0, target.find('?')) != page_.path) {
      return answer_of("404 Not Found", kPlain, "The figures are at " + page_.path + "\n", !is_head);
    }
    return answer_of("200 OK", "Content-Type: " + page_.type + "\r\n", page_.text(), !is_head);
  }

  Bound bound_;
  const Page page_;
  FileDescriptor end_;
  std::list<Connection> connections_;  ///< the oldest first
  bool is_full_ = false;               ///< the process has no descriptor for another connection
  Thread thread_;                      ///< last: uses all of the above
};

Result<std::unique_ptr<HttpServer>> HttpServer::open(const ListenAddress& address, Page page) {
  TBBIMG_ASSIGN_OR_RETURN(Bound bound, bind_to(address));
  auto loop = std::make_unique<Loop>(std::move(bound), std::move(page));
  TBBIMG_RETURN_IF_ERROR(loop->start());
  return std::unique_ptr<HttpServer>(new HttpServer(std::move(loop)));
}

HttpServer::HttpServer(std::unique_ptr<Loop> loop) : loop_(std::move(loop)) {}
HttpServer::~HttpServer() = default;

std::uint16_t HttpServer::port() const noexcept { return loop_->bound().port; }
bool HttpServer::is_loopback() const noexcept { return loop_->bound().is_loopback; }

}  // namespace tbbimg
