// SPDX-License-Identifier: MIT
//
// Several runs as one study: methods, training orders and seeds, and the means that papers print.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include <sdkt/base/mode.hpp>
#include <sdkt/record/metrics.hpp>
#include <sdkt/record/record.hpp>
#include <sdkt/report/comparison/spread.hpp>

namespace sdkt::detail {

template <class T>
void add_once(std::vector<T>& list, const T& value) {
  if (std::find(list.begin(), list.end(), value) == list.end()) list.push_back(value);
}

}  // namespace sdkt::detail

namespace sdkt::report {

/// Forgetting, zero-shot degradation and average accuracy, named as in papers.
inline constexpr std::array<compared_metric, 3> paper_metrics{{
    {"forgetting", "points", &sequence_metrics::forgetting, false},
    {"degradation", "points", &sequence_metrics::zero_shot_degradation, false},
    {"average accuracy", "%", &sequence_metrics::average_accuracy, true},
}};

/// A finished run: its method, order and seed, and its metrics.
struct studied_run {
  std::string method;
  std::string order;
  std::uint64_t seed = 0;
  sequence_metrics own, joined;

  [[nodiscard]] const sequence_metrics& metrics(bool is_union) const { return is_union ? joined : own; }
};

}  // namespace sdkt::report

namespace sdkt::detail {

/// The runs of a mean: those of a method, or of one of its orders.
inline auto runs_of(const std::string& method) {
  return [method](const report::studied_run& run) { return run.method == method; };
}
inline auto runs_of(const std::string& method, const std::string& order) {
  return
      [method, order](const report::studied_run& run) { return run.method == method && run.order == order; };
}

}  // namespace sdkt::detail

namespace sdkt::report {

/// Every finished run, and the methods and orders in the order in which they were added.
class study {
 public:
  /// Errors: data_error if the run is not complete.
  void add(const std::string& method, const std::string& order, std::uint64_t seed, const run_record& record);

  const std::vector<studied_run>& runs() const noexcept { return runs_; }
  const std::vector<std::string>& methods() const noexcept { return methods_; }
  const std::vector<std::string>& orders() const noexcept { return orders_; }
  std::size_t num_seeds() const noexcept { return seeds_.size(); }

  /// Whether a run was evaluated on validation images, so that its figures are not those of a test.
  bool has_validation() const noexcept { return has_validation_; }

  /// Tasks of the first run, in its order.
  const std::vector<task_record>& tasks() const noexcept { return tasks_; }

  /// The mean over the selected runs, each with the same weight.
  sequence_metrics mean(const std::function<bool(const studied_run&)>& is_meant, bool is_union) const;

  /// Standard deviation (over n - 1) over the seeds of a method's means over the orders; 0 with one seed.
  double spread(const std::string& method, const compared_metric& metric, bool is_union) const;

 private:
  std::vector<studied_run> runs_;
  std::vector<std::string> methods_, orders_;
  std::vector<std::uint64_t> seeds_;
  std::vector<task_record> tasks_;
  bool has_validation_ = false;
};

inline void study::add(const std::string& method, const std::string& order, std::uint64_t seed,
                       const run_record& record) {
  has_validation_ = has_validation_ || record.settings.find("evaluated_on") != nullptr;
  if (runs_.empty()) tasks_ = record.tasks;
  runs_.push_back(
      {method, order, seed, compute_metrics(record.accuracy), compute_metrics(record.accuracy_union)});
  sdkt::detail::add_once(methods_, method);
  sdkt::detail::add_once(orders_, order);
  sdkt::detail::add_once(seeds_, seed);
}

inline sequence_metrics study::mean(const std::function<bool(const studied_run&)>& is_meant,
                                    bool is_union) const {
  sequence_metrics mean;
  const auto count = static_cast<double>(std::count_if(runs_.begin(), runs_.end(), is_meant));
  for (const auto& run : runs_) {
    if (!is_meant(run)) continue;
    const auto& metrics = run.metrics(is_union);
    for (const auto& metric : record::all_metrics) mean.*metric.value += metrics.*metric.value / count;
  }
  return mean;
}

inline double study::spread(const std::string& method, const compared_metric& metric, bool is_union) const {
  std::vector<double> means;
  for (const std::uint64_t seed : seeds_) {
    means.push_back(
        mean([&](const studied_run& run) { return run.method == method && run.seed == seed; }, is_union).*
        metric.value);
  }
  return means.size() < 2 ? 0 : spread_of(means).deviation;
}

/// One row per run and label space: method, order, seed, then the six metrics.
std::string runs_csv(const study& runs);

/// One row per order and label space, the mean over the seeds; the last row of a label space is
/// the mean over all orders.
std::string orders_csv(const study& runs, const std::string& method);

/// One row per method and label space: the mean over orders and seeds.
std::string methods_csv(const study& runs);

}  // namespace sdkt::report

#if SDKT_HAS_DEFINITIONS
#include <sdkt/report/study/impl/study.ipp>
#endif
