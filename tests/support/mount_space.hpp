// Mounts that nobody else sees, and that go away by themselves.
#pragma once

#include <sched.h>
#include <sys/mount.h>

#include <string>
#include <thread>

namespace tbbimg::test {

/// Runs `body` on a thread that has its mounts to itself; false, without running it, if that is not permitted.
template <class Body>
[[nodiscard]] bool in_own_mount_space(const Body& body) {
  bool permitted = false;
  std::thread([&] {
    permitted = ::unshare(CLONE_NEWNS) == 0 && ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0;
    if (permitted) body();
  }).join();
  return permitted;
}

[[nodiscard]] inline bool mount_tmpfs(const std::string& folder, const char* options = "") {
  return ::mount("none", folder.c_str(), "tmpfs", 0, options) == 0;
}

}  // namespace tbbimg::test
