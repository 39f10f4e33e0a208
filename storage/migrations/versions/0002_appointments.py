"""Appointments, objections, and the notices that speak of them"""

from alembic import op
import sqlalchemy as sa
import sqlmodel

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None

BEFORE = ('reminder', 'handover', 'monitoring', 'weekly', 'digest', 'alert', 'answer', 'edit', 'card', 'question')
NEW = ('appointment', 'objection')
UTC = sqlmodel.sql.sqltypes.UTCDateTime


def _choice(name, values):
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=24)


def _kinds(values) -> None:
    """Let notices be of these kinds; SQLite copies the table for it."""
    allowed = ', '.join(f"'{value}'" for value in values)
    with op.batch_alter_table('notice', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_notice_kind'), type_='check')
        batch_op.create_check_constraint(batch_op.f('ck_notice_kind'), f'kind IN ({allowed})')


def upgrade() -> None:
    _kinds(BEFORE + NEW)
    op.create_table('appointment',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('municipality_id', sa.Integer(), nullable=False),
    sa.Column('roadmap_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('organization_id', sa.Integer(), nullable=True),
    sa.Column('next_at', UTC(), nullable=True),
    sa.Column('notice_id', sa.Integer(), nullable=True),
    sa.Column('read_at', UTC(), nullable=True),
    sa.Column('read_by', sa.Integer(), nullable=True),
    sa.CheckConstraint('(person_id IS NULL) <> (organization_id IS NULL)', name=op.f('ck_appointment_one_responsible')),
    sa.ForeignKeyConstraint(['municipality_id', 'roadmap_id'], ['roadmap.municipality_id', 'roadmap.id'], name=op.f('fk_appointment_municipality_id_roadmap_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['municipality_id', 'person_id'], ['person.municipality_id', 'person.id'], name=op.f('fk_appointment_municipality_id_person_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['municipality_id', 'organization_id'], ['organization.municipality_id', 'organization.id'], name=op.f('fk_appointment_municipality_id_organization_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['notice_id'], ['notice.id'], name=op.f('fk_appointment_notice_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_appointment')),
    sa.UniqueConstraint('roadmap_id', 'person_id', name=op.f('uq_appointment_roadmap_id_person_id')),
    sa.UniqueConstraint('roadmap_id', 'organization_id', name=op.f('uq_appointment_roadmap_id_organization_id')),
    )
    with op.batch_alter_table('appointment', schema=None) as batch_op:
        batch_op.create_index('ix_appointment_untold', ['next_at'], unique=False, sqlite_where=sa.text('next_at IS NOT NULL'), postgresql_where=sa.text('next_at IS NOT NULL'))
        batch_op.create_index(batch_op.f('ix_appointment_notice_id'), ['notice_id'], unique=False)
    op.create_table('objection',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('municipality_id', sa.Integer(), nullable=False),
    sa.Column('assignment_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('reason', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('decision', _choice('decision', ('waiting', 'kept', 'taken')), nullable=False),
    sa.Column('decided_by', sa.Integer(), nullable=True),
    sa.Column('decided_at', UTC(), nullable=True),
    sa.Column('origin', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('asked_at', UTC(), nullable=False),
    sa.ForeignKeyConstraint(['municipality_id', 'assignment_id'], ['assignment.municipality_id', 'assignment.id'], name=op.f('fk_objection_municipality_id_assignment_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['municipality_id', 'person_id'], ['person.municipality_id', 'person.id'], name=op.f('fk_objection_municipality_id_person_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_objection')),
    sa.UniqueConstraint('origin', name=op.f('uq_objection_origin')),
    )
    with op.batch_alter_table('objection', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_objection_assignment_id'), ['assignment_id'], unique=False)


def downgrade() -> None:
    op.drop_table('objection')
    op.drop_table('appointment')
    op.execute(sa.text("DELETE FROM notice WHERE kind IN ('appointment', 'objection')"))
    _kinds(BEFORE)
