#pragma once

#include <doctest/doctest.h>

#include <sys/wait.h>
#include <unistd.h>

#include <string>

#include "engine/files/temporary_files.hpp"

namespace tbbimg::test {

/// The name of a temporary file of a process that is no more.
inline std::string name_of_dead_process() {
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  const pid_t child = ::fork();
  if (child == 0) {
    // What the name says of its process was found out before the fork.
    std::string name = temporary_name();
    name.replace(name.find('-', 9) + 1, std::to_string(::getppid()).size(), std::to_string(::getpid()));
    ::_exit(::write(ends[1], name.data(), name.size()) > 0 ? 0 : 1);
  }
  char name[256];
  const ssize_t count = ::read(ends[0], name, sizeof name);
  REQUIRE(::waitpid(child, nullptr, 0) == child);
  ::close(ends[0]);
  ::close(ends[1]);
  REQUIRE(count > 0);
  return {name, static_cast<std::size_t>(count)};
}

}  // namespace tbbimg::test
