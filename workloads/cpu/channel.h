#pragma once
// `channel` (pipeline): numbered items through one bounded channel. Tells apart queue contention, wake-ups and fairness.
// Null hypothesis: none; the work of an item is two small hashes.

#include <array>
#include <atomic>

#include "workloads/mix.h"
#include "workloads/shapes/pipeline.h"

namespace workloads {

/// An item is a hash of nonce, producer and number; a consumer adds up a hash of each. A sum does not tell which consumer got
/// an item, which is free; the order among the items of one producer is not, so each consumer demands ascending numbers.
class Channel {
 public:
  static constexpr std::string_view name = "channel";
  static constexpr std::string_view shape = "pipeline";
  static constexpr std::string_view summary = "numbered items through one bounded channel";
  static constexpr std::string_view null_hypothesis = "none: an item is two small hashes, what differs is the channel and the wake-ups";
  static constexpr std::array parameters{
      ParameterSpec{.name = "items",
                    .unit = "1",
                    .help = "of all producers together; the literature uses 10^7",
                    .standard = 10'000'000,
                    .quick = 4'000,
                    .minimum = 1,
                    .maximum = 1'000'000'000},
      ParameterSpec{.name = "producers", .unit = "1", .help = "that send", .standard = 4, .quick = 1, .minimum = 1, .maximum = 64},
      ParameterSpec{.name = "consumers", .unit = "1", .help = "that take", .standard = 4, .quick = 1, .minimum = 1, .maximum = 64},
      ParameterSpec{.name = "capacity",
                    .unit = "1",
                    .help = "items that the channel holds at most",
                    .standard = 1024,
                    .quick = 64,
                    .minimum = 1,
                    .maximum = 1 << 20}};
  static constexpr std::size_t most_producers = 64;

  struct Item {
    std::uint32_t producer;
    std::uint32_t number;
    std::uint64_t value;
  };

  class Producer {
   public:
    Producer(std::uint64_t nonce, std::uint32_t producer, std::uint32_t items) : nonce_(nonce), producer_(producer), items_(items) {}
    std::optional<Item> next() noexcept {
      if (number_ == items_) return std::nullopt;
      const std::uint32_t number = number_++;
      return Item{.producer = producer_, .number = number, .value = value_of(nonce_, producer_, number)};
    }

   private:
    std::uint64_t nonce_;
    std::uint32_t producer_;
    std::uint32_t items_;
    std::uint32_t number_ = 0;
  };

  class Consumer {
   public:
    void take(Item item) noexcept {
      std::uint32_t& due = due_[item.producer % most_producers];
      sum_ += item.number < due ? mix(~item.value) : weight(item);
      due = item.number + 1;
    }
    std::uint64_t sum() const { return sum_; }

   private:
    std::uint64_t sum_ = 0;
    std::array<std::uint32_t, most_producers> due_{};  // the smallest number that may come next from each producer
  };

  explicit Channel(const Parameters& given) {
    const Parameters all = complete(parameters, given);
    items_ = static_cast<std::uint64_t>(all.at("items"));
    producers_ = static_cast<int>(all.at("producers"));
    consumers_ = static_cast<int>(all.at("consumers"));
    capacity_ = static_cast<std::size_t>(all.at("capacity"));
  }

  void begin(std::uint64_t nonce) {
    nonce_ = nonce;
    sum_ = 0;
  }
  int producers() const { return producers_; }
  int consumers() const { return consumers_; }
  std::size_t capacity() const { return capacity_; }
  Producer producer(int index) const noexcept { return {nonce_, static_cast<std::uint32_t>(index), items_of(index)}; }
  Consumer consumer() const noexcept { return {}; }
  void finished(const Consumer& consumer) noexcept { sum_.fetch_add(consumer.sum(), std::memory_order_relaxed); }
  std::uint64_t digest() const { return sum_; }

  std::uint64_t expected() const {
    std::uint64_t sum = 0;
    for (int producer = 0; producer < producers_; ++producer) {
      Producer all = this->producer(producer);
      while (const auto item = all.next()) sum += weight(*item);
    }
    return sum;
  }
  std::uint64_t units() const { return items_; }

 private:
  static std::uint64_t place(std::uint32_t producer, std::uint32_t number) { return std::uint64_t{producer} << 32 | number; }
  static std::uint64_t value_of(std::uint64_t nonce, std::uint32_t producer, std::uint32_t number) {
    return mix(nonce + place(producer, number));
  }
  static std::uint64_t weight(Item item) { return mix(item.value ^ place(item.producer, item.number)); }

  // As equal as they can be: the first producers make one more.
  std::uint32_t items_of(int producer) const {
    const auto all = static_cast<std::uint64_t>(producers_);
    return static_cast<std::uint32_t>(items_ / all + (static_cast<std::uint64_t>(producer) < items_ % all ? 1 : 0));
  }

  std::uint64_t items_;
  int producers_;
  int consumers_;
  std::size_t capacity_;
  std::uint64_t nonce_ = 0;
  std::atomic<std::uint64_t> sum_ = 0;
};

static_assert(PipelineWorkload<Channel>);

}  // namespace workloads
