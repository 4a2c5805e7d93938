//! Vectors in AVX-512.

use std::arch::x86_64::*;

use super::vector::{LANES, TOGETHER, Vector};

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
    fn store_low_bytes_of_four([a, b, c, d]: [Self; 4], bytes: &mut [u8; 4 * LANES]) {
        // SAFETY: see above.
        unsafe {
            let byte = _mm512_set1_epi32(255);
            let [a, b, c, d] = [
                _mm512_and_si512(_mm512_castps_si512(a.0), byte),
                _mm512_and_si512(_mm512_castps_si512(b.0), byte),
                _mm512_and_si512(_mm512_castps_si512(c.0), byte),
                _mm512_and_si512(_mm512_castps_si512(d.0), byte),
            ];
            // Packing goes by quarters of registers; the permutation puts the numbers in order.
            let packed = _mm512_packus_epi16(_mm512_packus_epi32(a, b), _mm512_packus_epi32(c, d));
            let order = _mm512_setr_epi32(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
            _mm512_storeu_si512(bytes.as_mut_ptr().cast(), _mm512_permutexvar_epi32(order, packed));
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
    fn sums(vectors: [Self; TOGETHER]) -> [f32; TOGETHER] {
        let [a, b, c, d, e, f, g, h] = vectors;
        // SAFETY: see above.
        unsafe { sums([a.0, b.0, c.0, d.0, e.0, f.0, g.0, h.0]) }
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

/// The sums of the lanes of eight vectors, each in the order of [`Vector::sum`]: halves of two vectors go side by side,
/// so that one addition serves both, then quarters of four, and so on.
#[inline]
#[target_feature(enable = "avx512f")]
fn sums([a, b, c, d, e, f, g, h]: [__m512; TOGETHER]) -> [f32; TOGETHER] {
    const LOWER: i32 = 0b01_00_01_00;
    const UPPER: i32 = 0b11_10_11_10;
    const EVEN: i32 = 0b10_00_10_00;
    const ODD: i32 = 0b11_01_11_01;
    let [ab, cd, ef, gh] = [
        _mm512_add_ps(_mm512_shuffle_f32x4::<LOWER>(a, b), _mm512_shuffle_f32x4::<UPPER>(a, b)),
        _mm512_add_ps(_mm512_shuffle_f32x4::<LOWER>(c, d), _mm512_shuffle_f32x4::<UPPER>(c, d)),
        _mm512_add_ps(_mm512_shuffle_f32x4::<LOWER>(e, f), _mm512_shuffle_f32x4::<UPPER>(e, f)),
        _mm512_add_ps(_mm512_shuffle_f32x4::<LOWER>(g, h), _mm512_shuffle_f32x4::<UPPER>(g, h)),
    ];
    let [abcd, efgh] = [
        _mm512_add_ps(_mm512_shuffle_f32x4::<EVEN>(ab, cd), _mm512_shuffle_f32x4::<ODD>(ab, cd)),
        _mm512_add_ps(_mm512_shuffle_f32x4::<EVEN>(ef, gh), _mm512_shuffle_f32x4::<ODD>(ef, gh)),
    ];
    // Quarter by quarter: two numbers of a and two of e, and so on.
    let two = _mm512_add_ps(_mm512_shuffle_ps::<LOWER>(abcd, efgh), _mm512_shuffle_ps::<UPPER>(abcd, efgh));
    let one = _mm512_add_ps(two, _mm512_movehdup_ps(two));
    let order = _mm512_setr_epi32(0, 4, 8, 12, 2, 6, 10, 14, 0, 0, 0, 0, 0, 0, 0, 0);
    let mut sums = [0.0; TOGETHER];
    let ordered = _mm512_castps512_ps256(_mm512_permutexvar_ps(order, one));
    // SAFETY: writes the eight numbers of the array.
    unsafe { _mm256_storeu_ps(sums.as_mut_ptr(), ordered) };
    sums
}
