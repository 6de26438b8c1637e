/// What all loops in vector registers share: the registers' shape ([t2l.tensor.simd.lanes.Lanes]), sums in sixteen virtual
/// lanes, `exp` and its relatives, conversions between element types, operands as rows, and scratch memory for each
/// thread.
package t2l.tensor.simd.lanes;
