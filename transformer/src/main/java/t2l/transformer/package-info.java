/// Chapter 7. A transformer, its checkpoints, its tokenizers and its adapters.
package t2l.transformer;
