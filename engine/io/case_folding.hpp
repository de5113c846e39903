// Names as file systems that ignore case see them.
#pragma once

#include <string>
#include <string_view>

namespace tbbimg {

/// UTF-8 in the lower case of its upper case, by the simple case mappings of Unicode; bytes that are no UTF-8 stay as
/// they are.
[[nodiscard]] std::string case_folded(std::string_view text);

}  // namespace tbbimg
