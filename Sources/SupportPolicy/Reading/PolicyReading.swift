import BusinessTime
import Yams

/// What came of reading a policy document: the policy, if it can run, and everything found on the way.
public struct PolicyReading: Sendable {
    /// `nil` when a finding blocks activation.
    public let policy: Policy?
    public let findings: [Finding]

    /// Reads and reviews a document. Never throws: what is wrong becomes a finding with its line.
    ///
    /// - Parameters:
    ///   - file: the name that findings carry.
    ///   - zone: finds the rules of a time zone by its name.
    public init(_ text: String, file: String, zone: @escaping (String) throws -> Zone) {
        self.init(text, log: FindingLog(file: file), zone: zone)
    }

    /// As above, for the bytes of a file.
    public init(bytes: [UInt8], file: String, zone: @escaping (String) throws -> Zone) {
        let log = FindingLog(file: file)
        guard let text = String(validating: bytes, as: UTF8.self) else {
            let line = bytes[..<DocumentText.firstBroken(bytes)].count { $0 == UInt8(ascii: "\n") } + 1
            log.add(Finding(kind: .error, file: file, line: line, path: "-", message: Said(es: "no es texto UTF-8", en: "not UTF-8 text")))
            self.init(policy: nil, findings: log.findings)
            return
        }
        self.init(text, log: log, zone: zone)
    }

    /// The places of the language from which the reader took a value in a document.
    package static func placesRead(in text: String, zone: @escaping (String) throws -> Zone) -> Set<String> {
        var places: Set<String> = []
        _ = read(text, log: FindingLog(file: "-") { places.insert($0.place) }, zone: zone)
        return places
    }

    private init(_ text: String, log: FindingLog, zone: @escaping (String) throws -> Zone) {
        self.init(policy: Self.read(text, log: log, zone: zone), findings: log.findings)
    }

    private init(policy: Policy?, findings: [Finding]) {
        self.policy = findings.contains(where: \.kind.blocksActivation) ? nil : policy
        self.findings = findings
    }

    private static func read(_ text: String, log: FindingLog, zone: @escaping (String) throws -> Zone) -> Policy? {
        let top: Node
        do {
            top = try DocumentText(text).node(file: log.file)
        } catch {
            log.add(error)
            return nil
        }
        DocumentCheck(top, log: log).check()
        let cursor = Cursor(top, log: log)
        let policy = cursor.attempt { try PolicyReader(cursor, zone: zone).read() } ?? nil
        let kinds = Set(log.findings.map(\.kind))
        if kinds.isDisjoint(with: [.error, .unknown]) {
            // Nothing is left out in silence, should check and reader ever disagree.
            guard let policy, !log.isIncomplete else {
                log.add(cursor.finding(.error, Said(es: "una parte no se pudo leer", en: "a part could not be read")))
                return nil
            }
            Review.findings(of: policy, file: log.file, line: cursor.line).forEach(log.add)
        } else if !kinds.contains(.error) {
            // A document with holes is reviewed with them filled: what fell into one would look like a fault of its own.
            Provisional.findings(of: top, file: log.file, zone: zone).forEach(log.add)
        }
        return policy
    }
}
