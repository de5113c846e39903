// What is to be told of a run before it begins, in sentences; each is empty if there is nothing to tell.
#pragma once

#include <optional>
#include <string>

#include "engine/journal/journal_index.hpp"
#include "engine/pipeline/pipeline.hpp"
#include "engine/run/run_spec.hpp"
#include "kernels/core/error.hpp"

namespace tbbimg {

/// Of an output folder where case does not count, though the run was not asked to take it so.
[[nodiscard]] std::string note_on_case(const Pipeline& asked_for, const Pipeline& adapted, const RunSpec& spec);

/// Of an output folder that holds what another recipe than that of `fingerprint` made, where that is kept.
[[nodiscard]] std::string note_on_recipe(const JournalIndex& index, std::uint64_t fingerprint, const RunSpec& spec);

/// Of RunSpec::overwrite where images in OUT may be originals. `folder` is where relative paths start.
[[nodiscard]] std::string note_on_strangers(const RunSpec& spec, const std::string& folder);

/// Of OwnRooms::trouble().
[[nodiscard]] std::string note_on_rooms(const std::optional<Error>& trouble);

/// Why a journal cannot be relied on.
[[nodiscard]] std::string trouble_of(const JournalIndex& index);
/// The same, and what a run of that scope makes of it.
[[nodiscard]] std::string note_on_trouble(const JournalIndex& index, ResumeScope scope);

}  // namespace tbbimg
