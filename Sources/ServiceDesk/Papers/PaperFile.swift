import Crypto

/// What a paper's file turns out to be.
package enum PaperFinding: Sendable {
    /// As it left the house, to the byte.
    case genuine(PaperStanding)
    /// The company issued a paper with this token, but not this file: something was changed.
    case changed(PaperStanding)
    /// Not one of the company's.
    case unknown
}

/// The last line of a paper's file: its token, and a signature over the company's slug and every byte before. One changed byte
/// is noticed, and nothing is kept for it. A PDF ends before (`%%EOF`): what reads it looks no further.
///
///     %Ventanilla <token> <signature>
extension PaperSeal {
    private static let mark = Array("\n%Ventanilla ".utf8)
    /// A token of the longest number, and a signature, are shorter.
    private static let longestLine = 800

    /// The file with its last line.
    package func sealed(_ file: [UInt8], token: String) -> [UInt8] {
        var sealed = file
        while sealed.last == 0x0A { sealed.removeLast() }
        sealed += Self.mark + Array("\(token) ".utf8)
        sealed += Array("\(signature(of: sealed))\n".utf8)
        return sealed
    }

    /// The token of a file that bears one, and whether the signature fits every byte; `nil` for any other file.
    package func token(of file: [UInt8]) -> (token: String, isUnchanged: Bool)? {
        let tail = file.suffix(Self.longestLine)
        guard let start = tail.indices.last(where: { file[$0...].starts(with: Self.mark) }) else { return nil }
        let words = file[(start + Self.mark.count)...].split(separator: 0x20, omittingEmptySubsequences: false)
        guard let token = words.first.flatMap({ String(validating: $0, as: UTF8.self) }) else { return nil }
        guard words.count == 2, words[1].last == 0x0A, let signature = String(validating: words[1].dropLast(), as: UTF8.self) else { return (token, false) }
        return (token, isSignature(signature, of: Array(file[..<words[1].startIndex])))
    }
}

extension Desk {
    /// What is known of a paper's file.
    package func finding(ofFile file: [UInt8], in slug: String) async throws -> PaperFinding {
        guard let (token, isUnchanged) = try await paperSeal(slug).token(of: file), let standing = try await standing(ofPaper: token, in: slug) else {
            return .unknown
        }
        return isUnchanged ? .genuine(standing) : .changed(standing)
    }
}
