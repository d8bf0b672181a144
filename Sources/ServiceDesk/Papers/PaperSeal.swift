import BusinessTime
import Crypto
import PDF

/// Signs a company's papers, so that anybody can tell a genuine one from a changed one (Ed25519, RFC 8032).
///
/// Signed are the company's slug, the kind, the number, the second of issue, and a digest of all that is printed. The
/// token carries everything but the slug, which stands before it in the address: `/{company}/papers/{token}`.
package struct PaperSeal: Sendable {
    package let company: String
    private let key: Curve25519.Signing.PrivateKey

    /// The key follows from the secret and the company alone: each company has its own, and every node the same.
    ///
    /// - Parameter secret: 32 random bytes or more, kept by the caller; whoever has them can sign.
    package init(company: String, secret: [UInt8]) {
        precondition(secret.count >= 32, "a seal's secret has 32 bytes")
        let seed = HKDF<SHA256>.deriveKey(
            inputKeyMaterial: SymmetricKey(data: secret), info: Array("ventanilla/papers/ed25519/1/\(company)".utf8), outputByteCount: 32)
        self.company = company
        // Any 32 bytes are a private key of Ed25519.
        key = seed.withUnsafeBytes { try! Curve25519.Signing.PrivateKey(rawRepresentation: $0) }
    }

    /// What the company publishes: 32 bytes in base64url, 43 characters.
    package var publicKey: String { Base64URL.text(Array(key.publicKey.rawRepresentation)) }

    /// The paper's token: base64url, 144 characters and the number's.
    package func token(for paper: some Paper) -> String {
        let claim = SealedPaper(paper)
        return Base64URL.text(claim.bytes + sign(claim.signed(by: company)))
    }

    private func sign(_ bytes: [UInt8]) -> [UInt8] {
        // Fails only without memory.
        Array(try! key.signature(for: bytes))
    }

    /// The address behind the paper's code: `https://soporte.example.mx/fel/papers/…`.
    package func address(of paper: some Paper, at root: String) -> String {
        "\(root.hasSuffix("/") ? String(root.dropLast()) : root)/\(company)/papers/\(token(for: paper))"
    }

    /// The signature of a file's bytes, in base64url.
    func signature(of file: [UInt8]) -> String {
        Base64URL.text(sign(Self.signed(file, by: company)))
    }

    func isSignature(_ text: String, of file: [UInt8]) -> Bool {
        Base64URL.bytes(text).map { key.publicKey.isValidSignature($0, for: Self.signed(file, by: company)) } ?? false
    }

    /// The slug goes in with its length, so that no other split of the bytes means the same; and no token is signed like this.
    private static func signed(_ file: [UInt8], by company: String) -> [UInt8] {
        Array("ventanilla file\n".utf8) + Int64(company.utf8.count).bigEndianBytes + Array(company.utf8) + file
    }

    /// What a token says, if this company's seal is on it.
    package func verify(_ token: String) -> SealedPaper? {
        Self.verify(token, of: company, with: publicKey)
    }

    /// As anybody can, who knows only what the company publishes.
    package static func verify(_ token: String, of company: String, with publicKey: String) -> SealedPaper? {
        guard let bytes = Base64URL.bytes(token), bytes.count > 64, let claim = SealedPaper(bytes: bytes.dropLast(64)),
            let keyBytes = Base64URL.bytes(publicKey), let key = try? Curve25519.Signing.PublicKey(rawRepresentation: keyBytes),
            key.isValidSignature(bytes.suffix(64), for: claim.signed(by: company))
        else { return nil }
        return claim
    }
}

/// What a token says of its paper.
package struct SealedPaper: Sendable, Hashable {
    package let kind: PaperKind
    package let number: String
    package let issuedAt: Instant
    /// SHA-256 of all that is printed.
    package let digest: [UInt8]

    private static let version: UInt8 = 1

    /// A number longer than 255 bytes is cut; the digest holds all of it.
    package init(_ paper: some Paper) {
        kind = type(of: paper).kind
        var number = paper.number
        while number.utf8.count > 255 { number.removeLast() }
        self.number = number
        issuedAt = paper.issue.issuedAt
        digest = paper.document.digest
    }

    /// Whether the paper made from these values is the one that was sealed.
    package func isOf(_ paper: some Paper) -> Bool { self == SealedPaper(paper) }

    var bytes: [UInt8] {
        [Self.version, kind.rawValue] + issuedAt.seconds.bigEndianBytes + digest + Array(number.utf8)
    }

    /// - Returns: `nil` for what was not written by `bytes`.
    init?(bytes: some Collection<UInt8>) {
        let bytes = Array(bytes)
        guard bytes.count >= 42, bytes[0] == Self.version, let kind = PaperKind(rawValue: bytes[1]),
            let number = String(validating: bytes[42...], as: UTF8.self)
        else { return nil }
        (self.kind, self.number) = (kind, number)
        issuedAt = Instant(seconds: bytes[2..<10].reduce(Int64(0)) { $0 << 8 | Int64($1) })
        digest = Array(bytes[10..<42])
    }

    /// The slug goes in with its length, so that no other split of the bytes means the same.
    func signed(by company: String) -> [UInt8] {
        let slug = Array(company.utf8)
        return Array("ventanilla paper\n".utf8) + Int64(slug.count).bigEndianBytes + slug + bytes
    }
}

extension Int64 {
    fileprivate var bigEndianBytes: [UInt8] { withUnsafeBytes(of: bigEndian) { Array($0) } }
}

extension Document {
    /// SHA-256 over every text that is printed, in order, each with its length.
    package var digest: [UInt8] {
        var hash = SHA256()
        for text in texts {
            let utf8 = Array(text.utf8)
            hash.update(data: Int64(utf8.count).bigEndianBytes)
            hash.update(data: utf8)
        }
        return Array(hash.finalize())
    }
}
