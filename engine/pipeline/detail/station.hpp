// Two kinds of nodes that a graph of images is made of. Messages are pointers: oneTBB copies each about six times.
#pragma once

#include <tbb/flow_graph.h>

#include <tuple>
#include <utility>

namespace tbbimg::detail {

/// Its body computes, and hands on what goes on, once or several times or not at all: body(In, Exit).
template <class In, class Out>
class ComputingStation {
 public:
  using Node = tbb::flow::multifunction_node<In, std::tuple<Out>>;

  class Exit {
   public:
    explicit Exit(typename Node::output_ports_type& ports) : ports_(ports) {}
    void go_on(Out out) const { std::get<0>(ports_).try_put(out); }

   private:
    typename Node::output_ports_type& ports_;
  };

  template <class Body>
  ComputingStation(tbb::flow::graph& graph, Body body)
      : node_(graph, tbb::flow::unlimited,
              [body = std::move(body)](In in, typename Node::output_ports_type& ports) { body(in, Exit(ports)); }) {}

  [[nodiscard]] auto& in() noexcept { return node_; }
  [[nodiscard]] auto& out() noexcept { return tbb::flow::output_port<0>(node_); }

 private:
  Node node_;
};

/// Its body does not wait, but what it starts goes on later, on whichever thread: body(In, Exit).
template <class In, class Out>
class WaitingStation {
 public:
  using Node = tbb::flow::async_node<In, Out>;

  class Exit {
   public:
    explicit Exit(typename Node::gateway_type& gateway) : gateway_(&gateway) {}
    /// The graph does not end before go_on().
    void reserve() const { gateway_->reserve_wait(); }
    void go_on(const Out& out) const {
      gateway_->try_put(out);
      gateway_->release_wait();
    }

   private:
    typename Node::gateway_type* gateway_;
  };

  template <class Body>
  WaitingStation(tbb::flow::graph& graph, Body body)
      : node_(graph, tbb::flow::unlimited,
              [body = std::move(body)](In in, typename Node::gateway_type& gateway) { body(in, Exit(gateway)); }) {}

  [[nodiscard]] auto& in() noexcept { return node_; }
  [[nodiscard]] auto& out() noexcept { return node_; }

 private:
  Node node_;
};

}  // namespace tbbimg::detail
