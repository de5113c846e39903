// The folders that outputs go to, and what there is to know of each before something is written there.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include "engine/files/file_descriptor.hpp"
#include "engine/files/file_id.hpp"
#include "engine/files/folder_below.hpp"
#include "engine/files/inheritance.hpp"
#include "engine/files/source_guard.hpp"
#include "engine/files/state_folder.hpp"
#include "kernels/core/error.hpp"

namespace tbbimg {

struct OutputFolder {
  FileDescriptor descriptor;  ///< O_PATH
  FileId id;
  bool is_source = false;       ///< all that is in it is a source's
  bool needs_own_room = false;  ///< a file that is made elsewhere and moved here would not be as if made here
};

/// Folders are opened anew for each output, component by component: a descriptor that is kept would lead out of OUT
/// once somebody moves the folder. What is known of them is kept, by inode. Members may be called from several threads.
class OutputFolders {
 public:
  /// All must outlive it. `state` is where files are made, null if none shall be.
  OutputFolders(int root, std::string path, const StateFolder* state, const SourceGuard& guard);

  /// `relative` has passed check_output_name(). What a killed run left in a folder that needs its own room is removed.
  /// Errors: those of open_folder_below(); invalid_argument if it is the state folder by another name.
  [[nodiscard]] Result<OutputFolder> open(std::string_view relative, IfMissing if_missing);

  /// What is known of them, because `guard` holds more now.
  void forget();

  /// After a file could not be moved there.
  void give_own_room(const OutputFolder& folder);

 private:
  struct Facts {
    bool is_source = false;
    bool is_state = false;
    bool needs_own_room = false;
  };
  [[nodiscard]] Facts facts_of(const OutputFolder& folder, std::string_view relative);
  [[nodiscard]] Facts look_at(const OutputFolder& folder, std::string_view relative) const;

  const int root_;
  const std::string path_;
  const StateFolder* const state_;
  const SourceGuard& guard_;
  FileId state_id_;   ///< of .tbbimg, if there is one
  Inheritance room_;  ///< of files that are made in the state folder
  std::mutex mutex_;
  std::map<FileId, Facts> facts_;
  std::uint64_t forgotten_ = 0;  ///< how often
};

}  // namespace tbbimg
