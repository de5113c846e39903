// Takes out of a journal what later lines supersede.
#pragma once

#include <string>

#include "engine/journal/journal_index.hpp"
#include "kernels/core/error.hpp"

namespace tbbimg {

/// Writes the journal anew if at least an eighth of it is of no use; otherwise that would cost more than it saves. One
/// with lines of a kind that this version does not know is left alone, and so is one with damaged lines of which no run
/// has made good what they told. The file is whole at any time: written beside,
/// synced, renamed. Its lock must be held, and the index does not know the new file. False if nothing was done. Errors:
/// those of the system; the journal is as it was then.
[[nodiscard]] Result<bool> compact_journal(const std::string& path, const JournalIndex& index);

}  // namespace tbbimg
