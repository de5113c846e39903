#include "engine/system/machine.hpp"

#include <unistd.h>

#include <fstream>

namespace tbbimg {
namespace {

std::string read_identity() {
  char name[256] = {};
  ::gethostname(name, sizeof name - 1);
  char space[64];
  const ssize_t length = ::readlink("/proc/self/ns/pid", space, sizeof space);
  return std::string(name) + "/" + boot_id() + "/" +
         std::string(space, length > 0 ? static_cast<std::size_t>(length) : 0);
}

}  // namespace

std::string boot_id() {
  std::string id;
  std::getline(std::ifstream("/proc/sys/kernel/random/boot_id"), id);
  return id;
}

const std::string& machine_identity() {
  static const std::string identity = read_identity();
  return identity;
}

}  // namespace tbbimg
