/// In: operations, backends and models of others. Out: whether they hold the checks of t2l. Read [t2l.testkit.GradCheck] first.
/// They throw an [AssertionError], and suit any framework of tests; arbitraries are jqwik's.
///
/// | | |
/// |---|---|
/// | [t2l.testkit.Gen] | shapes, tensors, views |
/// | [t2l.testkit.GradCheck] | a gradient against differences |
/// | [t2l.testkit.KernelAgreement] | a backend's kernels against their definitions |
/// | [t2l.testkit.BatchInvariance] | an answer in a batch against the same answer alone |
/// | [t2l.testkit.RandomDecoder] | models of any family, with random sizes and numbers |
package t2l.testkit;
