// What stands when an exception has nowhere to go.
#pragma once

namespace tbbimg::tools {

/// From here on, std::terminate() says one sentence and ends the process with 74 if the system refused memory or
/// threads, and with 70 otherwise: never with a signal. Nothing relies on it but what has no other way out (destructors
/// and noexcept functions of libraries).
void install_last_wall() noexcept;

}  // namespace tbbimg::tools
