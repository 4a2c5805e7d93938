//! Sixteen numbers that are computed together, written by hand for each instruction set: what the compiler makes of
//! plain loops depends on how they are nested.

/// Numbers in a vector, and partial results that a sum or maximum over a row is kept in.
pub(super) const LANES: usize = 16;

/// Vectors that are added up together: sums that wait for themselves alone would leave the processor idle.
pub(super) const TOGETHER: usize = 8;

/// Adding 1.5 × 2²³ rounds to the nearest integer, ties to even, and leaves it in the low bits.
pub(super) const ROUND: f32 = 12_582_912.0;

/// The operations give the same bits on every instruction set.
pub(super) trait Vector: Copy {
    /// The same number in every lane.
    fn splat(number: f32) -> Self;

    fn load(numbers: &[f32; LANES]) -> Self;

    /// Whole numbers, rounded where they are large.
    fn of_integers(numbers: &[i32; LANES]) -> Self;

    /// Signed bytes as numbers.
    fn of_signed_bytes(bytes: &[u8; LANES]) -> Self;

    fn store(self, numbers: &mut [f32; LANES]);

    /// As [`Self::load`], from the numbers' bits.
    fn load_bits(bits: &[i32; LANES]) -> Self;

    /// As [`Self::store`], the numbers' bits.
    fn store_bits(self, bits: &mut [i32; LANES]);

    /// Stores the lowest byte of each number's bits.
    fn store_low_bytes(self, bytes: &mut [u8; LANES]);

    /// The same for four vectors, side by side.
    #[inline(always)]
    fn store_low_bytes_of_four(vectors: [Self; 4], bytes: &mut [u8; 4 * LANES]) {
        for (vector, bytes) in vectors.into_iter().zip(bytes.as_chunks_mut().0) {
            vector.store_low_bytes(bytes);
        }
    }

    fn plus(self, right: Self) -> Self;

    fn minus(self, right: Self) -> Self;

    fn times(self, right: Self) -> Self;

    /// `self × right + addend`, rounded once.
    fn fused(self, right: Self, addend: Self) -> Self;

    /// The greater number, without care for NaN, which would cost instructions: where one is NaN, `right` is returned.
    fn greater(self, right: Self) -> Self;

    /// The lesser number, with as little care.
    fn lesser(self, right: Self) -> Self;

    fn magnitude(self) -> Self;

    /// `self × 2ⁿ`, where `n` stands in the low bits of `shifted`, to which [`ROUND`] was added.
    fn times_power_of_two(self, shifted: Self) -> Self;

    /// The sum of all lanes: of the first half with the second, and so on.
    fn sum(self) -> f32;

    /// [`Self::sum`] of each of some vectors.
    #[inline(always)]
    fn sums(vectors: [Self; TOGETHER]) -> [f32; TOGETHER] {
        let mut sums = [0.0; TOGETHER];
        for (sum, vector) in sums.iter_mut().zip(vectors) {
            *sum = vector.sum();
        }
        sums
    }

    /// The greatest of all lanes, in the same order.
    fn greatest(self) -> f32;
}

/// Two vectors, from the halves of a stretch.
#[inline(always)]
pub(super) fn load_two<V: Vector>(numbers: &[f32; 2 * LANES]) -> [V; 2] {
    let [first, second] = halves(numbers);
    [V::load(first), V::load(second)]
}

/// Two vectors, from the halves of a stretch of whole numbers.
#[inline(always)]
pub(super) fn integers<V: Vector>(numbers: &[i32; 2 * LANES]) -> [V; 2] {
    let [first, second] = halves(numbers);
    [V::of_integers(first), V::of_integers(second)]
}

/// Two vectors, from the bits of their numbers.
#[inline(always)]
pub(super) fn load_bits<V: Vector>(bits: &[i32; 2 * LANES]) -> [V; 2] {
    let [first, second] = halves(bits);
    [V::load_bits(first), V::load_bits(second)]
}

/// Stores the bits of two vectors' numbers.
#[inline(always)]
pub(super) fn store_bits<V: Vector>(vectors: [V; 2], bits: &mut [i32; 2 * LANES]) {
    let [first, second] = halves_mut(bits);
    vectors[0].store_bits(first);
    vectors[1].store_bits(second);
}

/// A stretch of two vectors' numbers as two of one.
#[inline(always)]
pub(super) fn halves<T>(numbers: &[T; 2 * LANES]) -> [&[T; LANES]; 2] {
    let (chunks, _) = numbers.as_chunks::<LANES>();
    [&chunks[0], &chunks[1]]
}

/// As [`halves`], to be written.
#[inline(always)]
pub(super) fn halves_mut<T>(numbers: &mut [T; 2 * LANES]) -> [&mut [T; LANES]; 2] {
    let (chunks, _) = numbers.as_chunks_mut::<LANES>();
    let [first, second] = chunks else { unreachable!("there are two") };
    [first, second]
}
