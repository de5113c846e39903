#include "engine/watch/metrics/listen_address.hpp"

#include <algorithm>
#include <cctype>

#include "kernels/core/numbers.hpp"

namespace tbbimg {
namespace {

constexpr int kMaxPort = 65535;

// What the server takes apart itself (commas between addresses, an s behind a port for TLS) must not get there.
bool is_host(std::string_view host) noexcept {
  const bool in_brackets = host.size() > 2 && host.front() == '[' && host.back() == ']';
  if (in_brackets) host = host.substr(1, host.size() - 2);
  return !host.empty() && std::all_of(host.begin(), host.end(), [in_brackets](unsigned char c) {
    return in_brackets ? std::isxdigit(c) != 0 || c == ':' || c == '.' : std::isalnum(c) != 0 || c == '.' || c == '-';
  });
}

}  // namespace

Result<ListenAddress> parse_listen_address(std::string_view text) {
  ListenAddress address;
  const std::size_t colon = text.rfind(':');
  const std::string_view host = colon == std::string_view::npos ? std::string_view() : text.substr(0, colon);
  const std::string_view port = colon == std::string_view::npos ? text : text.substr(colon + 1);
  const auto number = parse_integer(port);
  if (!number || *number < 0 || *number > kMaxPort || (!host.empty() && !is_host(host))) {
    return fail(ErrorCode::invalid_argument,
                "'" + std::string(text) +
                    "' is no address; allowed: PORT or ADDR:PORT such as 9090, 0.0.0.0:9090 or [::1]:9090, with a port "
                    "from 0 (any that is free) to 65535");
  }
  if (!host.empty()) address.host = host;
  address.port = static_cast<std::uint16_t>(*number);
  return address;
}

}  // namespace tbbimg
