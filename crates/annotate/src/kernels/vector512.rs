//! Vectors in AVX-512.

use std::arch::x86_64::*;

use super::vector::{LANES, Vector};

/// Only the code of [`super::Kernels`] for AVX-512 and AMX uses this type: that the processor has the instructions
/// was checked.
#[derive(Clone, Copy)]
pub(super) struct Vector512(__m512);

// SAFETY, for each block: the instructions are there, as said above; loads and stores go through references to arrays
// of just the vector's size.
impl Vector for Vector512 {
    #[inline(always)]
    fn splat(number: f32) -> Self {
        // SAFETY: see above.
        Self(unsafe { _mm512_set1_ps(number) })
    }

    #[inline(always)]
    fn load(numbers: &[f32; LANES]) -> Self {
        // SAFETY: see above.
        Self(unsafe { _mm512_loadu_ps(numbers.as_ptr()) })
    }

    #[inline(always)]
    fn of_integers(numbers: &[i32; LANES]) -> Self {
        // SAFETY: see above.
        Self(unsafe { _mm512_cvtepi32_ps(_mm512_loadu_si512(numbers.as_ptr().cast())) })
    }

    #[inline(always)]
    fn of_signed_bytes(bytes: &[u8; LANES]) -> Self {
        // SAFETY: see above.
        Self(unsafe { _mm512_cvtepi32_ps(_mm512_cvtepi8_epi32(_mm_loadu_si128(bytes.as_ptr().cast()))) })
    }

    #[inline(always)]
    fn store(self, numbers: &mut [f32; LANES]) {
        // SAFETY: see above.
        unsafe { _mm512_storeu_ps(numbers.as_mut_ptr(), self.0) }
    }

    #[inline(always)]
    fn load_bits(bits: &[i32; LANES]) -> Self {
        // SAFETY: see above.
        Self(unsafe { _mm512_loadu_ps(bits.as_ptr().cast()) })
    }

    #[inline(always)]
    fn store_bits(self, bits: &mut [i32; LANES]) {
        // SAFETY: see above.
        unsafe { _mm512_storeu_ps(bits.as_mut_ptr().cast(), self.0) }
    }

    #[inline(always)]
    fn store_low_bytes(self, bytes: &mut [u8; LANES]) {
        // SAFETY: see above.
        unsafe {
            let low = _mm512_cvtepi32_epi8(_mm512_castps_si512(self.0));
            _mm_storeu_si128(bytes.as_mut_ptr().cast(), low);
        }
    }

    #[inline(always)]
    fn plus(self, right: Self) -> Self {
        // SAFETY: see above.
        Self(unsafe { _mm512_add_ps(self.0, right.0) })
    }

    #[inline(always)]
    fn minus(self, right: Self) -> Self {
        // SAFETY: see above.
        Self(unsafe { _mm512_sub_ps(self.0, right.0) })
    }

    #[inline(always)]
    fn times(self, right: Self) -> Self {
        // SAFETY: see above.
        Self(unsafe { _mm512_mul_ps(self.0, right.0) })
    }

    #[inline(always)]
    fn fused(self, right: Self, addend: Self) -> Self {
        // SAFETY: see above.
        Self(unsafe { _mm512_fmadd_ps(self.0, right.0, addend.0) })
    }

    #[inline(always)]
    fn greater(self, right: Self) -> Self {
        // SAFETY: see above.
        Self(unsafe { _mm512_max_ps(self.0, right.0) })
    }

    #[inline(always)]
    fn lesser(self, right: Self) -> Self {
        // SAFETY: see above.
        Self(unsafe { _mm512_min_ps(self.0, right.0) })
    }

    #[inline(always)]
    fn magnitude(self) -> Self {
        // SAFETY: see above.
        Self(unsafe { _mm512_abs_ps(self.0) })
    }

    #[inline(always)]
    fn times_power_of_two(self, shifted: Self) -> Self {
        // SAFETY: see above.
        unsafe {
            let exponent = _mm512_slli_epi32::<23>(_mm512_castps_si512(shifted.0));
            Self(_mm512_castsi512_ps(_mm512_add_epi32(exponent, _mm512_castps_si512(self.0))))
        }
    }

    #[inline(always)]
    fn sum(self) -> f32 {
        // SAFETY: see above.
        unsafe {
            let (first, second) = (_mm512_castps512_ps256(self.0), _mm512_extractf32x8_ps::<1>(self.0));
            super::vector256::sum(_mm256_add_ps(first, second))
        }
    }

    #[inline(always)]
    fn greatest(self) -> f32 {
        // SAFETY: see above.
        unsafe {
            let (first, second) = (_mm512_castps512_ps256(self.0), _mm512_extractf32x8_ps::<1>(self.0));
            super::vector256::greatest(_mm256_max_ps(first, second))
        }
    }
}
