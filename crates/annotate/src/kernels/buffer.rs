use std::ops::{Deref, DerefMut};

/// Bytes of a cache line: vectors and rows of tiles that cross its border cost twice.
const LINE: usize = 64;

/// Numbers that begin at the start of a cache line.
#[derive(Default)]
pub struct Buffer<T> {
    numbers: Vec<T>,
    start: usize,
    length: usize,
}

impl<T: Copy + Default> Buffer<T> {
    /// Makes it so long. What the numbers are after that is open.
    pub fn resize(&mut self, length: usize) {
        let room = length + LINE / size_of::<T>();
        if self.numbers.len() < room {
            self.numbers.resize(room, T::default());
            self.start = self.numbers.as_ptr().align_offset(LINE).min(room - length);
        }
        self.length = length;
    }
}

impl<T> Deref for Buffer<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.numbers[self.start..][..self.length]
    }
}

impl<T> DerefMut for Buffer<T> {
    fn deref_mut(&mut self) -> &mut [T] {
        &mut self.numbers[self.start..][..self.length]
    }
}
