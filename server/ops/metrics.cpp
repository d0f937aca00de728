#include "server/ops/metrics.hpp"

#include <prometheus/collectable.h>
#include <prometheus/counter.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <map>
#include <mutex>
#include <tuple>
#include <vector>

namespace huecry::ops {
namespace {

prometheus::Histogram::BucketBoundaries latency_buckets() {
  return {0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5, 30};
}

double seconds(std::chrono::microseconds duration) { return std::chrono::duration<double>(duration).count(); }

struct Observed {
  Metrics::Type type;
  std::string name;
  std::string help;
  std::function<double()> read;

  [[nodiscard]] prometheus::MetricFamily collect() const {
    prometheus::ClientMetric metric;
    (type == Metrics::Type::counter ? metric.counter.value : metric.gauge.value) = read();
    auto const native =
        type == Metrics::Type::counter ? prometheus::MetricType::Counter : prometheus::MetricType::Gauge;
    return {name, help, native, {metric}};
  }
};

}

struct Metrics::Rep {
  prometheus::Registry registry;
  prometheus::Family<prometheus::Counter>& requests =
      prometheus::BuildCounter().Name("huecry_requests_total").Help("Requests answered").Register(registry);
  prometheus::Family<prometheus::Histogram>& durations = prometheus::BuildHistogram()
                                                             .Name("huecry_request_seconds")
                                                             .Help("From the header to the last byte of the answer")
                                                             .Register(registry);
  prometheus::Family<prometheus::Counter>& submissions = prometheus::BuildCounter()
                                                             .Name("huecry_submissions_total")
                                                             .Help("Documents submitted, by what became of them")
                                                             .Register(registry);
  prometheus::Histogram& commits = prometheus::BuildHistogram()
                                       .Name("huecry_commit_seconds")
                                       .Help("One group commit: batch, sync, checkpoint")
                                       .Register(registry)
                                       .Add({}, latency_buckets());
  prometheus::Counter& entries = prometheus::BuildCounter()
                                     .Name("huecry_journal_entries_total")
                                     .Help("Entries committed to the journal")
                                     .Register(registry)
                                     .Add({});
  std::vector<Observed> observed;
};

Metrics::Metrics() : rep_(std::make_unique<Rep>()) {}
Metrics::~Metrics() = default;

void Metrics::request(std::string_view route, std::string_view method, int status, std::chrono::microseconds duration) {
  std::string const pattern(route);
  rep_->requests.Add({{"route", pattern}, {"method", std::string(method)}, {"status", std::to_string(status)}})
      .Increment();
  rep_->durations.Add({{"route", pattern}}, latency_buckets()).Observe(seconds(duration));
}

void Metrics::submission(std::string_view kind, std::string_view outcome) {
  rep_->submissions.Add({{"kind", std::string(kind)}, {"outcome", std::string(outcome)}}).Increment();
}

void Metrics::commit(std::size_t entries, std::chrono::microseconds duration) {
  rep_->commits.Observe(seconds(duration));
  rep_->entries.Increment(static_cast<double>(entries));
}

void Metrics::observe(Type type, std::string name, std::string help, std::function<double()> read) {
  rep_->observed.push_back({type, std::move(name), std::move(help), std::move(read)});
}

std::string Metrics::text() const {
  auto families = rep_->registry.Collect();
  for (Observed const& one : rep_->observed) families.push_back(one.collect());
  return prometheus::TextSerializer().Serialize(families);
}

}
