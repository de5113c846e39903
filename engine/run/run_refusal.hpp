// Why a run cannot be done at all.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include <tl/expected.hpp>

#include "kernels/core/error.hpp"

namespace tbbimg {

struct RunRefusal {
  /// What the run lacks.
  enum class Part : std::uint8_t {
    recipe,       ///< has mistakes, all of which are in `errors`
    options,      ///< do not go together, or with the recipe
    inputs,       ///< are not there
    unreachable,  ///< an input was gone while it was listed
    output,       ///< cannot be written to
    names,        ///< collide, for the file system of the output does not tell their case apart
    journal,      ///< cannot be read or written, or another run holds it
    accounting,   ///< of the pipeline does not add up: a bug
  };
  Part part;
  std::vector<Error> errors;  ///< one at least

  [[nodiscard]] const Error& error() const noexcept { return errors.front(); }
};

/// `return refused(RunRefusal::Part::inputs, error);`
[[nodiscard]] inline tl::unexpected<RunRefusal> refused(RunRefusal::Part part, Error error) {
  return tl::unexpected(RunRefusal{part, {std::move(error)}});
}

}  // namespace tbbimg
