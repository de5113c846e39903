// One page over HTTP, whatever its callers do.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "engine/watch/metrics/listen_address.hpp"

namespace tbbimg {

/// Answers GET and HEAD of one path, by HTTP/1.1 and without keep-alive, for all connections in one thread that waits
/// for none of them: one that is silent, or takes its answer slowly, is closed after 10 s, or when 256 others have come
/// since. Libraries have a thread for each connection (civetweb, cpp-httplib): a few silent ones block the others, and
/// the end of the process for as long as they may be silent.
class HttpServer {
 public:
  struct Page {
    std::string path;                   ///< "/metrics"
    std::string type;                   ///< of its content
    std::function<std::string()> text;  ///< called in the server's thread, once for each request
  };

  /// Listens. Errors: those of the name's resolution and of the system, naming the address; limit_exceeded if no
  /// thread is to be had.
  [[nodiscard]] static Result<std::unique_ptr<HttpServer>> open(const ListenAddress& address, Page page);
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;
  /// Closes all connections at once.
  ~HttpServer();

  [[nodiscard]] std::uint16_t port() const noexcept;
  /// Whether this machine alone reaches it.
  [[nodiscard]] bool is_loopback() const noexcept;

 private:
  class Loop;
  explicit HttpServer(std::unique_ptr<Loop> loop);

  std::unique_ptr<Loop> loop_;
};

}  // namespace tbbimg
