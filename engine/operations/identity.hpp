// What an operation's text means, in one spelling.
#pragma once

#include <string>
#include <string_view>

#include "engine/operations/registry.hpp"

namespace tbbimg {

/// The operation's name and all of its arguments, defaults among them, so that texts which mean the same come to the
/// same: "blur:2" and "blur:sigma=2.0". A file counts by its bytes; `folder` as for OperationRegistry::make().
[[nodiscard]] std::string operation_identity(const OperationReading& reading, std::string_view folder);

}  // namespace tbbimg
