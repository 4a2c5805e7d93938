//! Vectors in AVX2 with FMA: two registers.

use std::arch::x86_64::*;

use super::vector::{LANES, Vector};

/// Only the code of [`super::Kernels`] for AVX2 and AVX-VNNI uses this type: that the processor has the instructions
/// was checked.
#[derive(Clone, Copy)]
pub(super) struct Vector256([__m256; 2]);

/// Applies an instruction to both halves.
macro_rules! both {
    ($($vector:expr),* => $instruction:ident) => {
        // SAFETY: the instructions are there, as said at the type.
        unsafe { Self([$instruction($($vector.0[0]),*), $instruction($($vector.0[1]),*)]) }
    };
}

// SAFETY, for each block: the instructions are there, as said above; loads and stores go through references to arrays
// of just the vector's size.
impl Vector for Vector256 {
    #[inline(always)]
    fn splat(number: f32) -> Self {
        // SAFETY: see above.
        Self(unsafe { [_mm256_set1_ps(number); 2] })
    }

    #[inline(always)]
    fn load(numbers: &[f32; LANES]) -> Self {
        let start = numbers.as_ptr();
        // SAFETY: see above.
        Self(unsafe { [_mm256_loadu_ps(start), _mm256_loadu_ps(start.add(8))] })
    }

    #[inline(always)]
    fn of_integers(numbers: &[i32; LANES]) -> Self {
        let start = numbers.as_ptr().cast::<__m256i>();
        // SAFETY: see above.
        unsafe {
            let [first, second] = [_mm256_loadu_si256(start), _mm256_loadu_si256(start.add(1))];
            Self([_mm256_cvtepi32_ps(first), _mm256_cvtepi32_ps(second)])
        }
    }

    #[inline(always)]
    fn of_signed_bytes(bytes: &[u8; LANES]) -> Self {
        // SAFETY: see above.
        unsafe {
            let bytes = _mm_loadu_si128(bytes.as_ptr().cast());
            let (first, second) =
                (_mm256_cvtepi8_epi32(bytes), _mm256_cvtepi8_epi32(_mm_srli_si128::<8>(bytes)));
            Self([_mm256_cvtepi32_ps(first), _mm256_cvtepi32_ps(second)])
        }
    }

    #[inline(always)]
    fn store(self, numbers: &mut [f32; LANES]) {
        let start = numbers.as_mut_ptr();
        // SAFETY: see above.
        unsafe {
            _mm256_storeu_ps(start, self.0[0]);
            _mm256_storeu_ps(start.add(8), self.0[1]);
        }
    }

    #[inline(always)]
    fn load_bits(bits: &[i32; LANES]) -> Self {
        let start = bits.as_ptr().cast::<f32>();
        // SAFETY: see above.
        Self(unsafe { [_mm256_loadu_ps(start), _mm256_loadu_ps(start.add(8))] })
    }

    #[inline(always)]
    fn store_bits(self, bits: &mut [i32; LANES]) {
        let start = bits.as_mut_ptr().cast::<f32>();
        // SAFETY: see above.
        unsafe {
            _mm256_storeu_ps(start, self.0[0]);
            _mm256_storeu_ps(start.add(8), self.0[1]);
        }
    }

    #[inline(always)]
    fn store_low_bytes(self, bytes: &mut [u8; LANES]) {
        // SAFETY: see above.
        unsafe {
            let byte = _mm256_set1_epi32(255);
            let first = _mm256_and_si256(_mm256_castps_si256(self.0[0]), byte);
            let second = _mm256_and_si256(_mm256_castps_si256(self.0[1]), byte);
            // Packing goes by halves of registers; the permutation puts the numbers in order.
            let words = _mm256_permute4x64_epi64::<0b11_01_10_00>(_mm256_packus_epi32(first, second));
            let [low, high] = [_mm256_castsi256_si128(words), _mm256_extracti128_si256::<1>(words)];
            _mm_storeu_si128(bytes.as_mut_ptr().cast(), _mm_packus_epi16(low, high));
        }
    }

    #[inline(always)]
    fn plus(self, right: Self) -> Self {
        both!(self, right => _mm256_add_ps)
    }

    #[inline(always)]
    fn minus(self, right: Self) -> Self {
        both!(self, right => _mm256_sub_ps)
    }

    #[inline(always)]
    fn times(self, right: Self) -> Self {
        both!(self, right => _mm256_mul_ps)
    }

    #[inline(always)]
    fn fused(self, right: Self, addend: Self) -> Self {
        both!(self, right, addend => _mm256_fmadd_ps)
    }

    #[inline(always)]
    fn greater(self, right: Self) -> Self {
        both!(self, right => _mm256_max_ps)
    }

    #[inline(always)]
    fn lesser(self, right: Self) -> Self {
        both!(self, right => _mm256_min_ps)
    }

    #[inline(always)]
    fn magnitude(self) -> Self {
        let sign = Self::splat(-0.0);
        both!(sign, self => _mm256_andnot_ps)
    }

    #[inline(always)]
    fn times_power_of_two(self, shifted: Self) -> Self {
        // SAFETY: see above.
        unsafe { Self([times_power(self.0[0], shifted.0[0]), times_power(self.0[1], shifted.0[1])]) }
    }

    #[inline(always)]
    fn sum(self) -> f32 {
        // SAFETY: see above.
        unsafe { sum(_mm256_add_ps(self.0[0], self.0[1])) }
    }

    #[inline(always)]
    fn greatest(self) -> f32 {
        // SAFETY: see above.
        unsafe { greatest(_mm256_max_ps(self.0[0], self.0[1])) }
    }
}

#[inline]
#[target_feature(enable = "avx2")]
fn times_power(numbers: __m256, shifted: __m256) -> __m256 {
    let exponent = _mm256_slli_epi32::<23>(_mm256_castps_si256(shifted));
    _mm256_castsi256_ps(_mm256_add_epi32(exponent, _mm256_castps_si256(numbers)))
}

/// The sum of eight numbers: of the first half with the second, and so on.
#[inline]
#[target_feature(enable = "avx2")]
pub(super) fn sum(numbers: __m256) -> f32 {
    let four = _mm_add_ps(_mm256_castps256_ps128(numbers), _mm256_extractf128_ps::<1>(numbers));
    let two = _mm_add_ps(four, _mm_movehl_ps(four, four));
    _mm_cvtss_f32(_mm_add_ss(two, _mm_movehdup_ps(two)))
}

/// The greatest of eight numbers, in the same order.
#[inline]
#[target_feature(enable = "avx2")]
pub(super) fn greatest(numbers: __m256) -> f32 {
    let four = _mm_max_ps(_mm256_castps256_ps128(numbers), _mm256_extractf128_ps::<1>(numbers));
    let two = _mm_max_ps(four, _mm_movehl_ps(four, four));
    _mm_cvtss_f32(_mm_max_ss(two, _mm_movehdup_ps(two)))
}
