// Text on a page.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace tbbimg {

/// one_line(), with & < > " ' written as entities: safe between tags and in quoted attributes.
[[nodiscard]] std::string html(std::string_view text);

/// RFC 4648, for data URIs.
[[nodiscard]] std::string base64(std::string_view bytes);

/// "1 234 567", with narrow spaces that do not break.
[[nodiscard]] std::string grouped(std::uint64_t number);

}  // namespace tbbimg
