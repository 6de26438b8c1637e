/// Processes that train together.
module t2l.mpi {
    requires t2l.tensor;

    provides t2l.tensor.ranks.RankLibrary with t2l.mpi.MpiLibrary;
}
