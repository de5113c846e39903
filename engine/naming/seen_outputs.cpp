#include "engine/naming/seen_outputs.hpp"

#include <algorithm>
#include <utility>

namespace tbbimg {

SeenOutputs::Verdict SeenOutputs::claim(Hash output, Hash input) {
  output = std::max<Hash>(output, 1);
  if (4 * (used_ + 1) > 3 * slots_.size()) grow();
  Slot& slot = find(output);
  if (slot.output == output) return slot.input == input ? Verdict::own : Verdict::taken;
  slot = {output, input};
  ++used_;
  return Verdict::free;
}

SeenOutputs::Slot& SeenOutputs::find(Hash output) noexcept {
  std::size_t at = output & (slots_.size() - 1);
  while (slots_[at].output != 0 && slots_[at].output != output) at = (at + 1) & (slots_.size() - 1);
  return slots_[at];
}

void SeenOutputs::grow() {
  std::vector<Slot> old(std::max<std::size_t>(2 * slots_.size(), 1024));
  std::swap(old, slots_);
  for (const Slot& slot : old) {
    if (slot.output != 0) find(slot.output) = slot;
  }
}

}  // namespace tbbimg
