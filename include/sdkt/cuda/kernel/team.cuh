// SPDX-License-Identifier: MIT
//
// The threads of one block as a kernel's body sees them. On a device they run in parallel; in the twin on the
// CPU they run one after another. Both share the source of the body and the order of every sum.
//
// A body is written in phases. Every thread completes one phase before any thread begins the next. A
// per_thread holds the data that a thread keeps between phases.
#pragma once

#include <cmath>
#include <cstdint>

#if !defined(__CUDACC__)
#include <vector>
#endif

#if defined(__CUDACC__)
#define SDKT_KERNEL_CODE __host__ __device__
#else
#define SDKT_KERNEL_CODE
#endif

namespace sdkt::cuda {

inline constexpr int warp_size = 32;

/// The factor that scales a row to unit length: 1 / max(|x|, 1e-12).
struct unit_factor {
  float inverse;
  bool is_clamped;  ///< |x| is below 1e-12: the factor does not depend on the row

  SDKT_KERNEL_CODE explicit unit_factor(float sum_of_squares) {
    constexpr float smallest = 1e-12F;
    const float length = sqrtf(sum_of_squares);
    is_clamped = length < smallest;
    inverse = 1.0F / (is_clamped ? smallest : length);
  }
};

/// Numbers that are summed together.
template <int Count>
struct floats {
  float value[Count];
};

/// The threads of a block in the twin. A vector takes the place of shared memory.
#if !defined(__CUDACC__)
template <int Threads>
class host_team {
  static_assert(Threads % warp_size == 0);

 public:
  static constexpr int threads = Threads;

  template <class State>
  class per_thread {
   public:
    State& operator[](int thread) { return states_[static_cast<std::size_t>(thread)]; }

   private:
    std::vector<State> states_ = std::vector<State>(Threads);
  };

  /// Calls f(thread) in every thread; all calls are complete on return.
  template <class F>
  void each(const F& f) {
    for (int thread = 0; thread < Threads; ++thread) f(thread);
  }

  /// Calls f(warp, writes, sum) in every warp. sum(g) returns the sum of g(lane) over the warp's lanes to
  /// every lane; `writes` is true in one lane.
  template <class F>
  void each_warp(const F& f) {
    for (int warp = 0; warp < Threads / warp_size; ++warp) {
      f(warp, true, [](const auto& part) {
        float values[warp_size];
        for (int lane = 0; lane < warp_size; ++lane) values[lane] = part(lane);
        return tree_sum(values);
      });
    }
  }

  /// The sums of get(thread) over all threads, returned to every thread.
  template <int Count, class Get>
  floats<Count> sum(const Get& get) {
    floats<Count> total{};
    std::vector<floats<Count>> parts;
    for (int thread = 0; thread < Threads; ++thread) parts.push_back(get(thread));
    for (int index = 0; index < Count; ++index) {
      for (int warp = 0; warp < Threads / warp_size; ++warp) {
        float values[warp_size];
        for (int lane = 0; lane < warp_size; ++lane)
          values[lane] = parts[static_cast<std::size_t>(warp * warp_size + lane)].value[index];
        total.value[index] += tree_sum(values);
      }
    }
    return total;
  }

  /// The largest of get(thread) over all threads.
  template <class Get>
  float largest(const Get& get) {
    float result = get(0);
    for (int thread = 1; thread < Threads; ++thread) {
      const float other = get(thread);
      result = other > result || other != other ? other : result;
    }
    return result;
  }

 private:
  static float tree_sum(float (&values)[warp_size]) {
    for (int stride = warp_size / 2; stride > 0; stride /= 2) {
      for (int lane = 0; lane < stride; ++lane) values[lane] += values[lane + stride];
    }
    return values[0];
  }
};
#endif

#if defined(__CUDACC__)
/// The threads of a block on a device. Every thread of a kernel makes exactly one.
template <int Threads>
class device_team {
  static_assert(Threads % warp_size == 0);
  static constexpr int warps = Threads / warp_size;

 public:
  static constexpr int threads = Threads;

  template <class State>
  class per_thread {
   public:
    __device__ State& operator[](int) { return state_; }

   private:
    State state_;
  };

  template <class F>
  __device__ void each(const F& f) {
    f(static_cast<int>(threadIdx.x));
    __syncthreads();
  }

  template <class F>
  __device__ void each_warp(const F& f) {
    const int lane = static_cast<int>(threadIdx.x) % warp_size;
    f(static_cast<int>(threadIdx.x) / warp_size, lane == 0,
      [lane](const auto& part) { return __shfl_sync(~0U, warp_sum(part(lane)), 0); });
    __syncthreads();
  }

  template <int Count, class Get>
  __device__ floats<Count> sum(const Get& get) {
    __shared__ float parts[Count][warps];
    const int thread = static_cast<int>(threadIdx.x);
    const floats<Count> mine = get(thread);
    for (int index = 0; index < Count; ++index) {
      const float value = warp_sum(mine.value[index]);
      if (thread % warp_size == 0) parts[index][thread / warp_size] = value;
    }
    __syncthreads();
    floats<Count> total{};
    for (int index = 0; index < Count; ++index) {
      for (int warp = 0; warp < warps; ++warp) total.value[index] += parts[index][warp];
    }
    __syncthreads();  // the next sum writes to the same shared memory
    return total;
  }

  template <class Get>
  __device__ float largest(const Get& get) {
    __shared__ float parts[warps];
    const int thread = static_cast<int>(threadIdx.x);
    float mine = get(thread);
    for (int stride = warp_size / 2; stride > 0; stride /= 2) {
      const float other = __shfl_down_sync(~0U, mine, stride);
      mine = other > mine || other != other ? other : mine;
    }
    if (thread % warp_size == 0) parts[thread / warp_size] = mine;
    __syncthreads();
    float result = parts[0];
    for (int warp = 1; warp < warps; ++warp) {
      result = parts[warp] > result || parts[warp] != parts[warp] ? parts[warp] : result;
    }
    __syncthreads();
    return result;
  }

 private:
  __device__ static float warp_sum(float value) {
    for (int stride = warp_size / 2; stride > 0; stride /= 2) value += __shfl_down_sync(~0U, value, stride);
    return value;
  }
};
#endif

}  // namespace sdkt::cuda
