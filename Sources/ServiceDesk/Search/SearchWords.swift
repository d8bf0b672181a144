import CStemmer
import Foundation
import Storage
import Synchronization

/// Text as words to find it by: folded, without accents, stemmed in Spanish. The same on both engines, which only index
/// the words they are given.
enum SearchWords {
    /// At most this many words of one text are indexed.
    private static let most = 20_000

    /// The words of a text, each once, as one line to be indexed.
    static func line(of text: String) -> String {
        var seen: Set<String> = []
        return words(of: text).filter { seen.insert($0).inserted }.joined(separator: " ")
    }

    /// The words of a text, in order, without those that every text has.
    static func words(of text: String) -> [String] {
        let words = folded(text).split(separator: 0x20).lazy.filter { !common.contains($0) }.prefix(most)
        return stemmer.withLock { stemmer in words.map { $0.withUnsafeBufferPointer { stemmer.stem($0) } } }
    }

    /// Letters and digits in lower case without marks, as UTF-8; all else is a space, so that no query language leaks in.
    private static func folded(_ text: String) -> [UInt8] {
        var result = [UInt8]()
        result.reserveCapacity(text.utf8.count)
        let scalars = text.unicodeScalars
        // Letters and signs that change by nothing that stands beside them: nearly all of every Spanish text.
        if scalars.allSatisfy({ $0.value < 0x300 || (0x2010...0x2027).contains($0.value) }) {
            for scalar in scalars {
                if scalar.isASCII { append(UInt8(scalar.value), to: &result) }
                else if scalar.value < 0x300 { result += foldedLatin[Int(scalar.value) - 0x80] }
                else { result.append(0x20) }
            }
        } else {
            fold(text, into: &result)
        }
        return result
    }

    private static let foldedLatin: [[UInt8]] = (UInt32(0x80)..<0x300).map { value in
        var result: [UInt8] = []
        if let scalar = Unicode.Scalar(value) { fold(String(scalar), into: &result) }
        return result
    }

    private static func fold(_ text: String, into result: inout [UInt8]) {
        for scalar in text.lowercased().decomposedStringWithCanonicalMapping.unicodeScalars {
            if scalar.isASCII { append(UInt8(scalar.value), to: &result) }
            else if scalar.properties.isAlphabetic || scalar.properties.numericType != nil { result += Array(String(scalar).utf8) }
            else if !scalar.properties.isDiacritic && scalar.properties.generalCategory != .nonspacingMark { result.append(0x20) }
        }
    }

    private static func append(_ byte: UInt8, to result: inout [UInt8]) {
        switch byte {
        case 0x30...0x39, 0x61...0x7A: result.append(byte)
        case 0x41...0x5A: result.append(byte | 0x20)
        default: result.append(0x20)
        }
    }

    /// Words that stand in nearly every text: nobody finds anything by them, and they would be most of the index. Folded.
    private static let common = Set(
        """
        a al ante aqui asi aun bajo cada como con contra cual cuando de del desde donde el ella ellos en entre era eran es esa ese eso \
        esta estan este esto estos fue ha hace han hasta hay la las le les lo los mas me mi mis mucho muy ni no nos o para pero por \
        porque que quien se sea ser si sin sobre solo son su sus tambien tan tiene todo todos tu un una uno unos y ya yo \
        and are for in is it not of on or that the this to was we with you
        """.utf8.split(separator: UInt8(ascii: " ")).map { ArraySlice($0) })

    /// One stemmer, one user at a time: it keeps its last word inside.
    private static let stemmer = Mutex(Stemmer())

    private struct Stemmer: ~Copyable, @unchecked Sendable {
        // The pointer is only used under the mutex, and lives as long as the program.
        private let handle = sb_stemmer_new("spanish", "UTF_8")

        func stem(_ word: UnsafeBufferPointer<UInt8>) -> String {
            guard let handle, let stemmed = sb_stemmer_stem(handle, word.baseAddress, Int32(word.count)) else { return String(decoding: word, as: UTF8.self) }
            return String(decoding: UnsafeBufferPointer(start: stemmed, count: Int(sb_stemmer_length(handle))), as: UTF8.self)
        }
    }
}
