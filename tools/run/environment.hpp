// What to do when the machine, not an image, ends a run.
#pragma once

#include <optional>
#include <string>

#include "engine/run/room.hpp"
#include "kernels/core/error.hpp"

namespace tbbimg::tools {

/// What failed, on which mount, and what to do about it, as one sentence.
[[nodiscard]] std::string explain_environment(const Error& error, const std::string& output);

/// What a full disk lacks for the rest of a run, as the end of a sentence; empty if that is not known.
[[nodiscard]] std::string missing_room(const std::optional<RoomNeeded>& needed, const std::string& output);

}  // namespace tbbimg::tools
