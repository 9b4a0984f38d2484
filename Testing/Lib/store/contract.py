"""What every annotation store has to do, as tests against the Protocol alone.

A store's own test module derives a class from `AnnotationStoreContract` and has a fixture `make_store`: each call opens
the same project once more, as another process would, with the series `a/scan.nii.gz` and `b.nii` of `store_projects`.
"""

from __future__ import annotations

from contract_basics import ContractBasics
from contract_leases import LeaseContract
from contract_versions import VersionContract
from contract_workflow import WorkflowContract


class AnnotationStoreContract(VersionContract, LeaseContract, WorkflowContract, ContractBasics):
    """Derive from this, with a fixture `make_store`."""
