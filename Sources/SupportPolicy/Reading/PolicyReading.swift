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
        do {
            guard let node = try Yams.compose(yaml: text) else {
                throw Finding(kind: .error, file: file, line: 1, path: "-", message: Said(
                    es: "el documento está vacío", en: "the document is empty"))
            }
            let top = Cursor(node, path: "", log: log)
            top.noteUnknowns()
            policy = top.attempt { try PolicyReader(top, zone: zone).read() } ?? nil
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
        // A document with holes is not reviewed: what fell into one would look like a fault of its own.
        if let policy, !log.findings.contains(where: \.kind.blocksActivation) {
            Review.findings(of: policy, file: file).forEach(log.add)
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
