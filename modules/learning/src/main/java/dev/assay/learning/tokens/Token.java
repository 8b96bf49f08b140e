package dev.assay.learning.tokens;

/**
 * One piece of a text.
 *
 * <p>A token of a byte-level vocabulary may begin or end inside a character; {@code start} and {@code end} then enclose
 * the whole character, so that two neighbours overlap, and {@code byteStart} and {@code byteEnd} are exact.
 *
 * @param id        its number in the vocabulary; -1 when the vocabulary has none for it
 * @param text      how the vocabulary spells it; bytes that are no whole character show as U+FFFD
 * @param start     first UTF-16 code unit of the text that it covers
 * @param end       behind the last one; equal to {@code start} for tokens that were added to the text
 * @param byteStart first byte of the text in UTF-8 that it covers
 * @param byteEnd   behind the last one
 * @param special   whether it is a control token and not a piece of text
 */
public record Token(int id, String text, int start, int end, int byteStart, int byteEnd, boolean special) {}
