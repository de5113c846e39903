// Where figures are served, as typed.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "kernels/core/error.hpp"

namespace tbbimg {

struct ListenAddress {
  std::string host = "127.0.0.1";  ///< a name or an IPv4 address, or an IPv6 address in brackets
  std::uint16_t port = 0;          ///< 0: any that is free

  [[nodiscard]] std::string text() const { return host + ":" + std::to_string(port); }
};

/// "9090", ":9090", "0.0.0.0:9090", "[::1]:9090"; without a host: loopback.
/// Errors: invalid_argument, with what is allowed.
[[nodiscard]] Result<ListenAddress> parse_listen_address(std::string_view text);

}  // namespace tbbimg
