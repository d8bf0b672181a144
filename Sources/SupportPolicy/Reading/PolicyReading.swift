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
        let log = FindingLog(file: file)
        var policy: Policy?
        var lines: (String) -> Int = { _ in 0 }
        var top: Node?
        do {
            guard let node = try Yams.compose(yaml: text) else {
                throw Finding(kind: .error, file: file, line: 1, path: "-", message: Said(
                    es: "el documento está vacío", en: "the document is empty"))
            }
            top = node
            let cursor = Cursor(node, path: "", log: log)
            cursor.noteUnknowns()
            lines = cursor.line
            policy = cursor.attempt { try PolicyReader(cursor, zone: zone).read() } ?? nil
        } catch let finding as Finding {
            log.add(finding)
        } catch let error as YamlError {
            let (line, problem) = error.place
            log.add(Finding(
                kind: .error, file: file, line: line, path: "-",
                message: Said(es: "no es YAML: \(problem.es)", en: "not YAML: \(problem.en)")))
        } catch {
            log.add(Finding(kind: .error, file: file, line: 0, path: "-", message: Said(es: "\(error)", en: "\(error)")))
        }
        // A document with holes is reviewed with them filled: what fell into one would look like a fault of its own.
        let kinds = Set(log.findings.map(\.kind))
        if let policy, kinds.isDisjoint(with: [.error, .unknown]) {
            Review.findings(of: policy, file: file, line: lines).forEach(log.add)
        } else if let top, !kinds.contains(.error) {
            Provisional.findings(of: top, file: file, zone: zone).forEach(log.add)
        }
        findings = log.findings
        self.policy = findings.contains(where: \.kind.blocksActivation) ? nil : policy
    }
}

extension YamlError {
    /// The line a syntax error stands on, 0 where the parser does not say, and what is wrong there.
    fileprivate var place: (line: Int, problem: Said) {
        switch self {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _), .composer(_, let problem, let mark, _):
            return (mark.line, Said(es: problem, en: problem))
        case .duplicatedKeysInMapping(let duplicates, let context):
            let keys = duplicates.sorted().joined(separator: ", ")
            return (context.mark.line, Said(es: "claves repetidas: \(keys)", en: "repeated keys: \(keys)"))
        default:
            return (0, Said(es: "\(self)", en: "\(self)"))
        }
    }
}
