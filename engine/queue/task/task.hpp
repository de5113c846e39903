// What a task is: any struct with a kind, JSON both ways and execute(). No base class:
//
//   struct Sum {
//     static constexpr std::string_view kKind = "math.sum";
//     std::vector<double> numbers;
//     NLOHMANN_DEFINE_TYPE_INTRUSIVE(Sum, numbers)
//     tbbimg::Result<double> execute(TaskContext&) const;
//   };
#pragma once

#include <concepts>
#include <exception>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include <nlohmann/json.hpp>
#include <tl/expected.hpp>

#include "engine/queue/task/outcome.hpp"
#include "engine/queue/task/task_context.hpp"
#include "engine/queue/task/task_spec.hpp"
#include "kernels/core/error.hpp"

namespace tbbimg::queue {

/// nlohmann's to_json() and from_json(), or one of its macros. Text has to be UTF-8: names of files need not be.
template <class T>
concept JsonValue = requires(const T& value, const nlohmann::json& json) {
  nlohmann::json(value);
  { json.template get<T>() } -> std::same_as<T>;
};

/// Error, or a type of the kind's own with `TaskFailure failure_of(const E&)` beside it, which says its class, a code
/// and a sentence. The error itself goes to whoever waits, as JSON.
template <class E>
concept TaskError = std::same_as<E, Error> ||(JsonValue<E>&& requires(const E& error) {
  { failure_of(error) } -> std::same_as<TaskFailure>;
});

template <class T>
using ExecutedBy = std::remove_cvref_t<decltype(std::declval<const T&>().execute(std::declval<TaskContext&>()))>;

/// execute() gives Result<Output>, or tl::expected<Output, Error type of its own>; Output is void or a JsonValue.
template <class T>
concept Task = JsonValue<T> && requires {
  { T::kKind } -> std::convertible_to<std::string_view>;
  requires TaskError<typename ExecutedBy<T>::error_type>;
  requires std::is_void_v<typename ExecutedBy<T>::value_type> || JsonValue<typename ExecutedBy<T>::value_type>;
};

template <Task T>
using OutputOf = typename ExecutedBy<T>::value_type;
template <Task T>
using ErrorOf = typename ExecutedBy<T>::error_type;

/// T::kVersion, or 1.
template <Task T>
[[nodiscard]] constexpr int version_of() noexcept {
  if constexpr (requires { T::kVersion; }) {
    return T::kVersion;
  } else {
    return 1;
  }
}

/// Errors: invalid_argument (text that is not UTF-8).
template <Task T>
[[nodiscard]] Result<TaskSpec> spec_of(const T& task) {
  try {
    return TaskSpec{.kind = std::string(T::kKind), .version = version_of<T>(), .args = nlohmann::json(task).dump()};
  } catch (const std::exception& error) {
    return fail(ErrorCode::invalid_argument, "a task cannot be written as JSON: " + std::string(error.what()));
  }
}

/// What becomes of an error on its way to a store.
template <TaskError E>
[[nodiscard]] TaskFailure stored(const E& error) {
  TaskFailure failure = failure_of(error);
  if constexpr (!std::same_as<E, Error>) failure.details = nlohmann::json(error).dump();
  return failure;
}

/// And back. Nothing if it is none of this type: the task crashed, took too long, or was lost.
template <TaskError E>
[[nodiscard]] std::optional<E> error_in(const TaskFailure& failure) {
  if constexpr (std::same_as<E, Error>) {
    return error_of(failure);
  } else {
    try {
      return nlohmann::json::parse(failure.details).template get<E>();
    } catch (const std::exception&) {
      return std::nullopt;
    }
  }
}

/// Does what `args` say. Whatever is thrown in execute() is an outcome, too.
template <Task T>
[[nodiscard]] Outcome execute_task(const std::string& args, TaskContext& context) {
  const auto failed = [](ErrorCode code, std::string words) {
    return Failed{failure_of(Error{.code = code, .message = std::move(words)})};
  };
  std::optional<T> task;
  try {
    task = nlohmann::json::parse(args).template get<T>();
  } catch (const std::exception& error) {
    return failed(ErrorCode::invalid_argument, "the args do not fit the kind: " + std::string(error.what()));
  }
  try {
    auto result = task->execute(context);
    if (!result) return Failed{stored(result.error())};
    if constexpr (std::is_void_v<OutputOf<T>>) {
      return Done{};
    } else {
      return Done{nlohmann::json(*std::move(result)).dump()};
    }
  } catch (const std::exception& error) {
    return failed(ErrorCode::internal, "the task threw an exception: " + std::string(error.what()));
  } catch (...) {
    return failed(ErrorCode::internal, "the task threw something");
  }
}

}  // namespace tbbimg::queue
