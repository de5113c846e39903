// Finds inputs that would give one output, before any of them is written.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/files/folder_listing.hpp"
#include "engine/io/source.hpp"
#include "engine/naming/output_names.hpp"
#include "engine/naming/seen_outputs.hpp"
#include "engine/system/io_threads.hpp"

namespace tbbimg {

/// Sees folder after folder, as DirectorySourceOptions::inspect_folder does. Holds 16 bytes for each output of a
/// folder; of the whole run, if the name templates do not keep folders apart or case does not count, the inputs' paths
/// and some 60 bytes for each output.
class CollisionCheck {
 public:
  /// What is inspected.
  enum class Order : std::uint8_t {
    by_folder,  ///< all of a folder at once
    by_list,    ///< names as a list has them: parts of a folder, and a file again
  };
  /// Both must outlive the check, which a request to `stop` cuts short.
  CollisionCheck(const OutputNames& names, const CodecRegistry& codecs, Order order = Order::by_folder,
                 std::stop_token stop = {}, const PictureChoice& choice = {});

  /// Gives an entry a name_collision failure if one before it has the same output; files whose names claim an image go
  /// first, others count only if their bytes are an image's. Where names hold what only headers tell, those of all
  /// inputs are read; where only conditions ask for it, those of inputs that may collide.
  void inspect(FolderListing& folder);

 private:
  using Hash = std::uint64_t;  ///< of a name's key
  struct Output {
    Hash hash;
    std::uint32_t entry;
    bool looked_inside;  ///< the input's format is that of its bytes, not of its name
  };
  struct Claim {
    SourceItem item;
    std::optional<std::vector<OutputName>> outputs;  ///< exact, once somebody asked
  };
  /// An input of an earlier folder.
  struct Earlier {
    std::uint64_t texts;  ///< where its path and its directory begin in texts_, each ended with a zero
    std::uint64_t index;
    bool looked_inside;
  };
  using Claims = std::unordered_map<std::string, std::vector<std::shared_ptr<Claim>>>;  ///< by a name's key

  [[nodiscard]] std::vector<Output> outputs_in(const FolderListing& folder);
  [[nodiscard]] std::vector<Output> outputs_in(const FolderListing& folder, const std::vector<bool>& look_inside,
                                               std::size_t begin, std::size_t end) const;
  [[nodiscard]] std::vector<Hash> shared_by_inputs(const std::vector<Output>& outputs) const;
  void judge(FolderListing& folder, const std::vector<Output>& outputs, const std::vector<Hash>& shared) const;
  void settle_again(FolderListing& folder, const std::vector<Output>& outputs);
  void remember(const FolderListing& folder, const std::vector<Output>& outputs);
  void add_earlier(Claims& claims, const std::vector<Hash>& shared) const;
  [[nodiscard]] std::optional<Error> claim(Claims& claims, SourceItem item, bool look_inside) const;

  [[nodiscard]] std::string_view format_of(const SourceItem& item, bool look_inside) const;
  [[nodiscard]] std::vector<OutputName> outputs_of(const SourceItem& item, bool look_inside) const;
  [[nodiscard]] std::vector<OutputName> exact_outputs(const SourceItem& item) const;
  [[nodiscard]] bool are_both_made(const std::string& name, Claim& a, Claim& b) const;

  const OutputNames& names_;
  const CodecRegistry& codecs_;
  const PictureChoice choice_;
  const std::stop_token stop_;
  const bool by_list_;
  const bool folder_by_folder_;
  std::string texts_;
  std::vector<Earlier> earlier_;
  std::unordered_multimap<Hash, std::uint32_t> by_output_;  ///< of earlier_
  SeenOutputs seen_;                                        ///< if by_list_
  IoThreads threads_;
};

}  // namespace tbbimg
